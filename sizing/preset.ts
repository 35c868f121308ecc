/** What one client gets unless its stack says otherwise, as Kubernetes quantities. */
export interface Preset {
  /** Size of its volume. */
  readonly storage: string;
  /** The size below which it cannot work, or not for long. */
  readonly storageFloor: string;
  /** CPU that it asks for. */
  readonly cpu: string;
  /** Memory that it asks for and may use at most. */
  readonly memory: string;
  /** What it rests on, to follow a colon. */
  readonly why: string;
}

/** The sizes that volumes come in, GiB. */
export const volumeSteps = [50, 100, 200, 300, 500, 1024, 1536, 2048, 3072, 4096];

/** The least step that is at least the value; beyond the last, the next multiple of it. */
export function roundUp(value: number, steps: readonly number[]): number {
  const last = steps.at(-1) ?? 1;
  return steps.find((step) => step >= value) ?? last * Math.ceil(value / last);
}
