import { expect, test } from 'vitest';
import { waitForTurnOf } from './take-turn.ts';

const at = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-01T12:01:00Z');
const turn = { id: 1, warehouseKey: 'duckdb:/data/shop.duckdb', reason: 'the clean-up after pull request 12', askedAt: at, takenAt: null };
const run = { warehouseKey: 'duckdb:/data/shop.duckdb', warehouseLimit: 1, createdAt: later };

test('a run says which work that is no run it waits for, and why they cannot be at once', () => {
  const reason = 'Waits for the clean-up after pull request 12: the DuckDB file shop.duckdb has one writer at a time.';
  expect(waitForTurnOf(run, [turn])).toEqual({ reason, blockedBy: [] });
  const connection = { ...run, warehouseKey: 'connection:5 Warehouse', warehouseLimit: 3 };
  expect(waitForTurnOf(connection, [{ ...turn, warehouseKey: 'connection:5 Warehouse', takenAt: at }])?.reason).toBe(
    'Waits for the clean-up after pull request 12: the connection Warehouse has 3 runs at a time.',
  );
});

test('who asked before, or is elsewhere, does not wait', () => {
  expect(waitForTurnOf({ ...run, createdAt: new Date('2026-01-01T11:59:00Z') }, [turn])).toBeNull();
  expect(waitForTurnOf({ ...run, warehouseKey: 'duckdb:/data/other.duckdb' }, [turn])).toBeNull();
  expect(waitForTurnOf({ ...run, warehouseKey: null }, [turn])).toBeNull();
});
