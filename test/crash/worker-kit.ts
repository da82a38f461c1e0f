/** What tests of killed workers stand on: a house whose database and files several worker processes share. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@weft/host/clock';
import type { Host } from '@weft/host/host';
import { type House, houseKey, openHouse } from '@weft/kit/house';
import { type Program, startProgram } from '@weft/kit/program';

export const root = join(import.meta.dirname, '..', '..');

const programFile = join(import.meta.dirname, 'worker-program.ts');
/** What a worker of the same Weft finds wherever it lives. */
const shared = ['blobs', 'repositories', 'warehouses'];

export class WorkerHouse {
  readonly house: House;
  /** With the real time. */
  readonly host: Host;
  readonly #folder = mkdtempSync(join(tmpdir(), 'weft-workers-'));
  readonly #programs: Program[] = [];

  private constructor(house: House) {
    this.house = house;
    this.host = { ...house, clock: systemClock };
  }

  static async open(): Promise<WorkerHouse> {
    return new WorkerHouse(await openHouse());
  }

  /** `place`: the home of the worker; a worker that is started where another was is its next life. */
  async start(task: 'dbt' | 'stub', place: string): Promise<Program> {
    const home = this.homeOf(place);
    const program = await startProgram(programFile, [task, root, home, this.house.config.databaseUrl ?? '', houseKey]);
    this.#programs.push(program);
    await program.said('working');
    return program;
  }

  homeOf(place: string): string {
    const home = join(this.#folder, place);
    if (mkdirSync(home, { recursive: true }) === undefined) return home;
    for (const name of shared) {
      mkdirSync(join(this.house.paths.home, name), { recursive: true });
      symlinkSync(join(this.house.paths.home, name), join(home, name));
    }
    mkdirSync(join(root, 'tmp', 'venvs'), { recursive: true });
    symlinkSync(join(root, 'tmp', 'venvs'), join(home, 'venvs'));
    return home;
  }

  async close(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill('SIGKILL')));
    await this.house.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Processes that stand in this folder or below it, such as a dbt in its workspace; Linux only. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isAtWorkIn(pid, folder));
}

/** Empty for one that has ended. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function isAtWorkIn(pid: number, folder: string): boolean {
  try {
    if (!`${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`)) return false;
    // One that has ended and that nobody has asked for its exit code yet does nothing any more.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
