/** A volume size that the retention cannot be counted from. */
export class VolumeSizeError extends Error {
  /** What came. */
  readonly size: string;

  constructor(size: string) {
    super(
      `Prometheus' volume size: expected a whole number with Mi, Gi or Ti, as in "50Gi", got ${JSON.stringify(size)}`,
    );
    this.name = "VolumeSizeError";
    this.size = size;
  }
}

/**
 * Which part of the volume the stored samples may fill. Deleting old blocks comes after writing new ones, and compaction
 * writes a block anew before it deletes the old, so the rest is really used.
 */
export const usableShare = 0.8;

const mebibytes = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const;

/**
 * Prometheus' `--storage.tsdb.retention.size` for a volume, so that it cannot fill whatever the number of series is. The
 * unit that Prometheus calls MB is 2^20 bytes.
 *
 * @param volumeSize a Kubernetes quantity: `50Gi`
 */
export function retentionSize(volumeSize: string): string {
  const [, number, unit] = /^([1-9][0-9]*)(Mi|Gi|Ti)$/.exec(volumeSize) ?? [];
  if (number === undefined || unit === undefined) throw new VolumeSizeError(volumeSize);
  return `${Math.floor(Number(number) * mebibytes[unit as keyof typeof mebibytes] * usableShare)}MB`;
}
