import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { DoorPage } from './DoorPage.tsx';

beforeAll(() => {
  // jsdom has no media queries.
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});

function show(
  code: string | null,
  options: { hasInvite?: boolean; joining?: boolean; onJoin?: (name: string) => void } = {},
) {
  render(
    <DoorPage
      hasInvite={options.hasInvite ?? true}
      problem={code === null ? null : { code, message: 'What the server said.' }}
      joining={options.joining ?? false}
      onJoin={options.onJoin ?? (() => undefined)}
      home={<a href="/">Home</a>}
    />,
  );
}

describe('DoorPage', () => {
  test('asks for a name before it joins', async () => {
    const onJoin = vi.fn();
    show(null, { onJoin });
    await userEvent.click(screen.getByRole('button', { name: 'Join the room' }));
    expect(onJoin).not.toHaveBeenCalled();
    expect(screen.getByText('Tell the others who you are.')).toBeTruthy();

    await userEvent.type(screen.getByLabelText('Your name'), '  Ada ');
    await userEvent.click(screen.getByRole('button', { name: 'Join the room' }));
    expect(onJoin).toHaveBeenCalledExactlyOnceWith('Ada');
  });

  test('without an invitation there is nothing to join', () => {
    show(null, { hasInvite: false });
    expect(screen.getByRole('heading', { name: 'An invitation is missing' })).toBeTruthy();
    expect(screen.queryByLabelText('Your name')).toBeNull();
  });

  test.each([
    ['ROOM_FULL', 'All four seats are taken'],
    ['ROOM_ENDED', 'This room has ended'],
    ['REMOVED', 'You were removed from this room'],
    ['INVITE_EXPIRED', 'This invitation has run out'],
    ['INVITE_USED', 'This invitation is used up'],
    ['INVITE_REVOKED', 'This invitation was withdrawn'],
    ['ROOM_NOT_FOUND', 'This link does not open a room'],
    ['NO_ANSWER', 'The server does not answer'],
    ['SOMETHING_NEW', 'What the server said'],
  ])('%s has its own page', (code, heading) => {
    show(code);
    expect(screen.getByRole('heading', { name: heading })).toBeTruthy();
  });

  test('a locked room can be tried again with the same name', () => {
    show('ROOM_LOCKED');
    expect(screen.getByRole('alert').textContent).toContain('locked');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  test('a full room is tried again without a click', () => {
    vi.useFakeTimers();
    const onJoin = vi.fn();
    show('ROOM_FULL', { onJoin });
    expect(onJoin).not.toHaveBeenCalled();
    vi.advanceTimersByTime(6100);
    expect(onJoin).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });
});
