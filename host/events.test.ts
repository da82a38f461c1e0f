import { type House, openHouse } from '@weft/kit/house';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventKind } from './events.ts';
import { openSignals } from './signals.ts';

const letterSent = eventKind<{ letterId: number }>('letter.sent');

let house: House;

beforeEach(async () => {
  house = await openHouse();
});

afterEach(() => house.close());

test('each reaction hears the news once, when the transaction that made it true is committed', async () => {
  const heard: string[] = [];
  house.outbox.on(letterSent, 'stamp', async ({ letterId }) => void heard.push(`stamp ${letterId}`));
  house.outbox.on(letterSent, 'count', async ({ letterId }) => void heard.push(`count ${letterId}`));
  await house.outbox.start();
  await house.database.transaction((tx) => house.outbox.announce(tx, letterSent, { letterId: 7 }));
  await house.database
    .transaction(async (tx) => {
      await house.outbox.announce(tx, letterSent, { letterId: 8 });
      throw new Error('changed my mind');
    })
    .catch(() => {});
  await house.settle();
  expect(heard.sort()).toEqual(['count 7', 'stamp 7']);
});

test('a reaction that fails is tried again alone', async () => {
  const heard: string[] = [];
  house.outbox.on(letterSent, 'stamp', async () => void heard.push('stamp'));
  house.outbox.on(letterSent, 'count', async () => {
    heard.push('count');
    if (heard.filter((each) => each === 'count').length === 1) throw new Error('no pencil');
  });
  await house.outbox.start();
  await house.database.transaction((tx) => house.outbox.announce(tx, letterSent, { letterId: 7 }));
  await house.settle();
  house.clock.turn(1_000);
  await house.settle();
  expect(heard.sort()).toEqual(['count', 'count', 'stamp']);
});

test('a signal is heard here at once, and by another process in the order of sending, also many and long ones', async () => {
  const there = await openSignals(house.database, house.log);
  const heardHere: unknown[] = [];
  const heardThere: unknown[] = [];
  house.signals.listen('letter:1', (data) => heardHere.push(data));
  const sent = Array.from({ length: 40 }, (_, n) => ({ n, text: 'é'.repeat(500) }));
  const last = new Promise<void>((resolve) => {
    there.listen('letter:1', (data) => {
      heardThere.push(data);
      if (heardThere.length === sent.length) resolve();
    });
  });
  for (const data of sent) house.signals.send('letter:1', data);
  expect(heardHere).toEqual(sent);
  await last;
  expect(heardThere).toEqual(sent);
  expect(heardHere).toEqual(sent);
  await there.close();
});

test('who has ended a subscription hears nothing more, and one who fails does not silence the others', () => {
  const heard: string[] = [];
  const end = house.signals.listen('letter:1', () => heard.push('ended'));
  house.signals.listen('letter:1', () => {
    throw new Error('deaf');
  });
  house.signals.listen('letter:1', () => heard.push('other'));
  end();
  house.signals.send('letter:1', {});
  expect(heard).toEqual(['other']);
});
