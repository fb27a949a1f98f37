import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Text; fonts and images are packed already. */
const packed = /\.(?:js|css|html|svg|json)$/;
/** Smaller files gain less than a header costs. */
const leastBytes = 512;
/** Above this the slowest level takes seconds for a few per cent. */
const slowestUpToBytes = 1024 * 1024;

/** Lays `.br` and `.gz` beside every file of the build, so that the server compresses nothing while it serves. */
export function compress(): Plugin {
  let folder = '';
  return {
    name: 'compress',
    apply: 'build',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      for (const name of await readdir(folder, { recursive: true })) {
        const file = path.join(folder, name);
        if (!packed.test(name) || (await stat(file)).size < leastBytes) continue;
        const bytes = await readFile(file);
        const quality = bytes.length <= slowestUpToBytes ? 11 : 9;
        await writeFile(
          `${file}.br`,
          await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
        );
        await writeFile(`${file}.gz`, await zip(bytes, { level: 9 }));
      }
    },
  };
}
