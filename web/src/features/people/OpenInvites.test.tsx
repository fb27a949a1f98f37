import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { Invite } from '../../realtime/protocol.ts';
import { Problem } from '../../realtime/http.ts';
import { RoomApi, type RoomCall } from '../../realtime/RoomApi.ts';
import { OpenInvites } from './OpenInvites.tsx';

const invite: Invite = {
  id: 'i1',
  role: 'candidate',
  expiresAt: '2030-01-02T03:04:00Z',
  maxUses: 4,
  uses: 1,
};

function show(call: RoomCall, invites: readonly Invite[] | null = [invite]) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <OpenInvites
        link={{ roomId: 'room1', api: new RoomApi(call) }}
        room={{ kind: 'interview' }}
        invites={invites}
        error={null}
      />
    </QueryClientProvider>,
  );
}

test('every open link says whom it lets in, how often it was used, and can be withdrawn', async () => {
  const call = vi.fn<RoomCall>(() => Promise.resolve(new Response(null, { status: 204 })));
  show(call);
  await userEvent.click(screen.getByText('Open links: 1'));
  expect(screen.getByRole('listitem').textContent).toContain('Candidate · used once · until');
  await userEvent.click(screen.getByRole('button', { name: /Withdraw the link for Candidate/ }));
  expect(call).toHaveBeenCalledExactlyOnceWith('/invites/i1', { method: 'DELETE' });
  expect(await screen.findByText('Link withdrawn')).toBeTruthy();
});

test('a link that cannot be withdrawn says why', async () => {
  show(() => Promise.reject(new Problem(503, 'STORAGE_UNAVAILABLE', 'The table is away.')));
  await userEvent.click(screen.getByText('Open links: 1'));
  await userEvent.click(screen.getByRole('button', { name: /Withdraw/ }));
  expect((await screen.findByRole('alert')).textContent).toContain('cannot store anything');
});

test('a room without open links says so', async () => {
  show(() => Promise.reject(new Error('not called')), []);
  await userEvent.click(screen.getByText('Open links: 0'));
  expect(screen.getByText(/No link opens this room/)).toBeTruthy();
});
