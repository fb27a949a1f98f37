/** What Monaco asks of a browser and jsdom does not have. Import it before Monaco. */
const missing = {
  CSS: { escape: (value: string) => value.replace(/[^\w-]/g, '\\$&'), supports: () => false },
  ResizeObserver: class {
    observe(): void {
      return;
    }
    unobserve(): void {
      return;
    }
    disconnect(): void {
      return;
    }
  },
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }),
};
const page = globalThis as unknown as Record<string, unknown>;
for (const [name, value] of Object.entries(missing)) page[name] ??= value;
Object.assign(document, { queryCommandSupported: () => false });
HTMLCanvasElement.prototype.getContext = () => null;
