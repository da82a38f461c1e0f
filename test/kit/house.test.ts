import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from './house.ts';

let house: House;

beforeAll(async () => {
  house = await openHouse({ at: '2026-03-01T00:00:00Z' });
});

afterAll(() => house.close());

test('a house has the migrated database, and nothing of another house is in it', async () => {
  const other = await openHouse();
  await house.database.withClient((client) => client.query('create table here_only (id int)'));
  const seen = await other.database.withClient((client) => client.query(`select to_regclass('here_only') as it`));
  expect(seen.rows).toEqual([{ it: null }]);
  const applied = await other.database.withClient((client) => client.query('select count(*) as n from weft.migration'));
  expect(applied.rows[0]?.n).toBeGreaterThan(0);
  await other.close();
});

test('time stands still until it is turned', () => {
  house.clock.turn(60_000);
  expect(house.clock.now()).toEqual(new Date('2026-03-01T00:01:00Z'));
});

test('what is sealed for one place cannot be opened for another', () => {
  const sealed = house.secretBox.seal('hush', 'connection:1');
  expect(house.secretBox.open(sealed, 'connection:1')).toBe('hush');
  expect(() => house.secretBox.open(sealed, 'connection:2')).toThrow();
});
