import { chromium } from 'playwright-core';

/** Debian's Chromium without what would disturb a measurement. `args`: what a bench needs beyond that. */
export const openBrowser = (args = []) =>
  chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...args] });

/** For several pages at once that are linked to each other: none is slowed down because another is in front. */
export const linkedPages = [
  '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection',
];
