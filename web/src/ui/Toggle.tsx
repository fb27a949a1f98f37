import { Switch } from 'radix-ui';

interface ToggleProps {
  /** Of its label's `htmlFor`. */
  id: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}

/** On or off, at once. */
export function Toggle({ id, checked, onChange }: ToggleProps) {
  return (
    <Switch.Root
      id={id}
      checked={checked}
      onCheckedChange={onChange}
      className="h-6 w-11 shrink-0 rounded-full border border-line-strong/60 bg-sunken transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Switch.Thumb className="block size-5 rounded-full bg-raised shadow-sm transition-transform data-[state=checked]:translate-x-5" />
    </Switch.Root>
  );
}
