const RETRY_MS = 10_000;

/**
 * A worker of the script at `url`, when that can be had: a person may go offline between the editor and its workers,
 * which start with the first thing typed. A `Worker` whose script does not come says so with an event only, which
 * Monaco throws as an error nobody can catch, and never asks again.
 */
export async function startWorker(url: string): Promise<Worker> {
  while (!(await isThere(url))) await networkMayBeBack();
  // Built, it is one file, so that nothing of it can be missing; the dev server has modules only.
  return new Worker(url, { type: import.meta.env.DEV ? 'module' : 'classic' });
}

/** Also puts it into the browser's cache, out of which the worker is made. */
async function isThere(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    console.info('CodeMeet: a worker of the editor starts later.', error);
    return false;
  }
}

function networkMayBeBack(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, RETRY_MS);
    addEventListener('online', done);
    function done(): void {
      clearTimeout(timer);
      removeEventListener('online', done);
      resolve();
    }
  });
}
