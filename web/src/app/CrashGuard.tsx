import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Bug } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { Stage } from '../ui/Stage.tsx';

/** The last net: a component that throws leaves a sentence and a way on instead of an empty page. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    return (
      <main className="flex min-h-dvh items-center">
        <Stage
          tone="bad"
          icon={<Bug size={26} aria-hidden />}
          title="This page broke"
          actions={
            <Button look="primary" onClick={() => location.reload()}>
              Reload
            </Button>
          }
        >
          <p>That is our mistake. Your seat and your code are kept; reload to go on.</p>
        </Stage>
      </main>
    );
  }
}
