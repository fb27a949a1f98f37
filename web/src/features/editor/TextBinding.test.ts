import './testing/browserStubs.ts';
import fc from 'fast-check';
import * as monaco from 'monaco-editor/editor';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { resolveSelection, shareSelection, type SharedSelection } from './cursors.ts';
import { TextBinding } from './TextBinding.ts';

/** One page: a shared text, a model bound to it, and an editor on the model for cursors and commands. */
class Page {
  readonly doc = new Y.Doc({ gc: false });
  readonly text = this.doc.getText('file:main');
  readonly model: monaco.editor.ITextModel;
  readonly editor: monaco.editor.IStandaloneCodeEditor;
  readonly binding: TextBinding;

  constructor(clientId: number, initial = '') {
    this.doc.clientID = clientId;
    this.model = monaco.editor.createModel(initial, 'plaintext');
    const container = document.createElement('div');
    document.body.append(container);
    this.editor = monaco.editor.create(container, {
      model: this.model,
      autoIndent: 'none',
      automaticLayout: false,
    });
    this.binding = new TextBinding(this.text, this.model);
    pages.push(this);
  }

  type(text: string): void {
    this.editor.trigger('test', 'type', { text });
  }

  paste(text: string): void {
    this.editor.trigger('test', 'paste', { text, pasteOnNewLine: false, multicursorText: null });
  }

  /** As the menu, the keys and Vim do. */
  command(name: 'undo' | 'redo'): void {
    this.editor.trigger('test', name, null);
  }

  put(...offsets: [anchor: number, head: number][]): void {
    this.editor.setSelections(
      offsets.map(([anchor, head]) => {
        const [from, to] = [this.model.getPositionAt(anchor), this.model.getPositionAt(head)];
        return new monaco.Selection(from.lineNumber, from.column, to.lineNumber, to.column);
      }),
    );
  }

  get cursors(): number[] {
    return (this.editor.getSelections() ?? []).map((one) => this.model.getOffsetAt(one.getPosition()));
  }

  get value(): string {
    return this.model.getValue();
  }
}

const pages: Page[] = [];

afterEach(() => {
  for (const page of pages.splice(0)) {
    page.binding.dispose();
    page.editor.dispose();
    page.model.dispose();
  }
  document.body.replaceChildren();
});

function twoPages(initial: string): [Page, Page] {
  const [a, b] = [new Page(1), new Page(2)];
  if (initial !== '') a.model.applyEdits([{ range: a.model.getFullModelRange(), text: initial }]);
  sync(a, b);
  return [a, b];
}

function sync(...all: Page[]): void {
  for (const from of all) {
    for (const to of all) {
      if (from !== to)
        Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), 'remote');
    }
  }
}

function expectEqual(...all: Page[]): void {
  const [first] = all;
  for (const page of all) {
    expect(page.value).toBe(page.text.toJSON());
    expect(page.value).toBe(first?.value);
    expect(page.model.getEOL()).toBe('\n');
  }
}

describe('line ends', () => {
  test('a pasted CRLF text is LF on both sides, and offsets after it agree', () => {
    const [a, b] = twoPages('head\ntail');
    a.put([4, 4]);
    a.paste('\r\none\r\ntwo\rthree');
    sync(a, b);
    expectEqual(a, b);
    expect(b.value).toBe('head\none\ntwo\nthree\ntail');
    b.put([b.value.length, b.value.length]);
    b.type('!');
    sync(a, b);
    expectEqual(a, b);
    expect(a.value.endsWith('tail!')).toBe(true);
  });

  test('a model made on a machine with CRLF becomes LF before anything is sent', () => {
    const page = new Page(1, 'a\r\nb\r\n');
    expectEqual(page);
    const other = new Page(2);
    page.text.insert(0, 'a\nb\n');
    page.put([4, 4]);
    page.type('c');
    sync(page, other);
    expectEqual(page, other);
    expect(other.value).toBe('a\nb\nc');
  });

  test('a change of the line ends by a command is taken back', () => {
    const [a, b] = twoPages('x\ny');
    a.model.pushEOL(monaco.editor.EndOfLineSequence.CRLF);
    a.put([1, 1]);
    a.type('!');
    sync(a, b);
    expectEqual(a, b);
  });
});

describe('cursors', () => {
  test('every cursor stays at its text when others edit before, between and after', () => {
    const [a, b] = twoPages('one two three');
    a.put([3, 3], [7, 7], [13, 13]);
    b.put([0, 0]);
    b.type('>> ');
    b.put([7, 7]);
    b.type('-');
    sync(a, b);
    expectEqual(a, b);
    expect(a.cursors).toHaveLength(3);
    a.type('!');
    sync(a, b);
    expectEqual(a, b);
    expect(a.value).toBe('>> one! -two! three!');
  });

  test('a selection keeps its words and its direction', () => {
    const [a, b] = twoPages('keep these words');
    a.put([10, 5]);
    b.put([0, 0]);
    b.type('please ');
    sync(a, b);
    const selection = a.editor.getSelection();
    expect(selection === null ? null : a.model.getValueInRange(selection)).toBe('these');
    expect(selection?.getDirection()).toBe(monaco.SelectionDirection.RTL);
  });

  test('an edit of several cursors is one change of the text', () => {
    const [a, b] = twoPages('a\na\na');
    const updates = vi.fn();
    a.put([1, 1], [3, 3], [5, 5]);
    a.doc.on('update', updates);
    a.type(';');
    expect(updates).toHaveBeenCalledOnce();
    sync(a, b);
    expect(b.value).toBe('a;\na;\na;');
  });
});

describe('undo', () => {
  test('takes back own edits only, wherever others have moved them', () => {
    const [a, b] = twoPages('');
    a.type('mine');
    sync(a, b);
    b.put([0, 0]);
    b.type('THEIRS ');
    sync(a, b);
    a.command('undo');
    sync(a, b);
    expectEqual(a, b);
    expect(a.value).toBe('THEIRS ');
    a.command('redo');
    sync(a, b);
    expectEqual(a, b);
    expect(a.value).toBe('THEIRS mine');
  });

  test('puts the cursors back where they were before the step, past what others did meanwhile', () => {
    const [a, b] = twoPages('one two three');
    const share = () => {
      const ranges = (a.editor.getSelections() ?? []).map((one) => {
        const head = a.model.getOffsetAt(one.getPosition());
        return { anchor: a.model.getOffsetAt(one.getStartPosition()), head };
      });
      a.binding.cursors = shareSelection('main', a.text, ranges);
    };
    const restored = vi.fn((cursors: SharedSelection) => resolveSelection(cursors, a.text));
    a.binding.onRestored(restored);
    a.binding.endUndoStep();
    a.put([4, 7]);
    share();
    a.type('2');
    share();
    b.put([0, 0]);
    b.type('>> ');
    sync(a, b);
    a.put([0, 0]);
    share();
    a.command('undo');
    expect(a.value).toBe('>> one two three');
    expect(restored).toHaveReturnedWith([{ anchor: 7, head: 10 }]);
  });

  test('with nothing of one’s own to undo nothing happens', () => {
    const [a, b] = twoPages('');
    b.type('theirs');
    sync(a, b);
    a.command('undo');
    a.command('redo');
    sync(a, b);
    expect(a.value).toBe('theirs');
  });

  test('an undo step ends where the binding is told so', () => {
    const page = new Page(1);
    page.type('first');
    page.binding.endUndoStep();
    page.type(' second');
    page.command('undo');
    expect(page.value).toBe('first');
  });
});

test('a foreign edit is not sent back', () => {
  const [a, b] = twoPages('x');
  const updates = vi.fn();
  a.doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== 'remote') updates();
  });
  b.type('y');
  sync(a, b);
  expect(updates).not.toHaveBeenCalled();
});

test('a composed word arrives as typed, also when others edit while it is composed', () => {
  const [a, b] = twoPages('start end');
  a.put([6, 6]);
  a.editor.trigger('test', 'compositionStart', {});
  const compose = (text: string, replace: number) =>
    a.editor.trigger('test', 'compositionType', {
      text,
      replacePrevCharCnt: replace,
      replaceNextCharCnt: 0,
      positionDelta: 0,
    });
  compose('n', 0);
  compose('に', 1);
  b.put([0, 0]);
  b.type('>> ');
  sync(a, b);
  compose('にほ', 1);
  compose('日本', 2);
  a.editor.trigger('test', 'compositionEnd', {});
  sync(a, b);
  expectEqual(a, b);
  expect(b.value).toBe('>> start 日本end');
});

test('surrogate pairs stay whole', () => {
  const [a, b] = twoPages('🙂');
  a.put([2, 2]);
  a.type('🙃');
  b.put([0, 0]);
  b.type('👩‍💻');
  sync(a, b);
  expectEqual(a, b);
  expect(a.value).toBe('👩‍💻🙂🙃');
});

test('after disposal neither side follows the other', () => {
  const page = new Page(1);
  page.binding.dispose();
  page.type('x');
  page.text.insert(0, 'y');
  expect(page.text.toJSON()).toBe('y');
  expect(page.value).toBe('x');
});

type Step = { who: 0 | 1 } & (
  | { do: 'type' | 'paste'; at: number[]; text: string }
  | { do: 'replace'; from: number; length: number; text: string }
  | { do: 'undo' | 'redo' | 'sync' | 'deleteLeft' | 'tab' }
);

const words = fc.constantFrom('a', 'bc', '\n', '\r\n', '🙂', 'x\ny', '  ', '日本', '\r');
const at = fc.nat({ max: 60 });
const who = fc.constantFrom<0 | 1>(0, 1);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      who,
      do: fc.constant('type' as const),
      at: fc.array(at, { minLength: 1, maxLength: 3 }),
      text: words,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      who,
      do: fc.constant('paste' as const),
      at: fc.array(at, { minLength: 1, maxLength: 2 }),
      text: words,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      who,
      do: fc.constant('replace' as const),
      from: at,
      length: fc.nat({ max: 12 }),
      text: words,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      who,
      do: fc.constantFrom(
        'undo' as const,
        'redo' as const,
        'sync' as const,
        'deleteLeft' as const,
        'tab' as const,
      ),
    }),
  },
);

test('C1: whatever two people do, models and texts are equal, and equal to a plain string', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (plan) => {
      const [a, b] = twoPages('def main():\n    return 1\n');
      for (const step of plan) {
        const page = step.who === 0 ? a : b;
        const clamp = (offset: number) => Math.min(offset, page.model.getValueLength());
        if (step.do === 'type' || step.do === 'paste') {
          page.put(...step.at.map((offset): [number, number] => [clamp(offset), clamp(offset)]));
          if (step.do === 'type') page.type(step.text);
          else page.paste(step.text);
        } else if (step.do === 'replace') {
          const [from, to] = [clamp(step.from), clamp(step.from + step.length)];
          const before = page.value;
          page.put([from, to]);
          page.type(step.text);
          if (step.text === 'bc') expect(page.value).toBe(`${before.slice(0, from)}bc${before.slice(to)}`);
        } else if (step.do === 'deleteLeft' || step.do === 'tab') {
          page.editor.trigger('test', step.do, null);
        } else if (step.do === 'sync') {
          sync(a, b);
        } else {
          page.command(step.do);
        }
        expect(page.value).toBe(page.text.toJSON());
        expect(page.value.includes('\r')).toBe(false);
      }
      sync(a, b);
      expectEqual(a, b);
    }),
    { numRuns: 40 },
  );
}, 60_000);
