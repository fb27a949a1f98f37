// Hocuspocus as its documentation starts it, in memory, on HOST and PORT.
import { Server } from '@hocuspocus/server';

await new Server({ address: process.env.HOST, port: Number(process.env.PORT), quiet: true }).listen();
