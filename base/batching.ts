/** Makes one piece of work of calls that come while the one before is under way: a thousand single transactions cost seconds, one of them all does not. */

/**
 * `carryOut` answers for each input, in order. A single call waits for nobody. When a batch fails its inputs are carried out one by one,
 * so that each fails for its own reason only; `carryOut` must bear being called again after a failure.
 */
export function batching<Input, Output>(
  carryOut: (inputs: readonly Input[]) => Promise<readonly Output[]>,
  countMax: number,
): (input: Input) => Promise<Output> {
  let waiting: Waiting<Input, Output>[] = [];
  let isAtWork = false;
  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      if (!isAtWork) void work();
    });

  async function work(): Promise<void> {
    isAtWork = true;
    // Whoever else calls in this moment comes along.
    await null;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, countMax);
      waiting = waiting.slice(countMax);
      await carryOutAll(batch);
    }
    isAtWork = false;
  }

  async function carryOutAll(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    try {
      const outputs = await carryOut(batch.map(({ input }) => input));
      if (outputs.length !== batch.length) throw new Error(`a batch of ${batch.length} was answered ${outputs.length} times`);
      for (const [at, output] of outputs.entries()) batch[at]?.resolve(output);
    } catch (error) {
      const [only] = batch;
      if (only && batch.length === 1) only.reject(error);
      else for (const one of batch) await carryOutAll([one]);
    }
  }
}

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}
