import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Waiting ends when what is waited for is there; only a test that fails takes this long.
configure({ asyncUtilTimeout: 20_000 });
afterEach(cleanup);
