/** Bytes of a GiB and of a MiB. */
const gib = 2 ** 30;
const mib = 2 ** 20;

const units: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: mib,
  Gi: gib,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * @param quantity a size as Kubernetes writes it, such as `500Gi`; without a unit it is bytes
 * @returns bytes; not a number where it is no size
 */
export function bytes(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(quantity);
  const unit = match?.[2] ?? "";
  return Number(match?.[1]) * (unit === "" ? 1 : (units[unit] ?? Number.NaN));
}

/** GB, as disks and the Prysm documentation count, in GiB, as Kubernetes does. */
export const gibOfGb = (gb: number): number => (gb * 1e9) / gib;

/** `1536Gi`; whole TiB as `2Ti`, and fractions of a GiB as `768Mi`. */
export function quantity(gibs: number): string {
  if (gibs >= 1024 && gibs % 1024 === 0) return `${gibs / 1024}Ti`;
  return Number.isInteger(gibs) ? `${gibs}Gi` : `${Math.round(gibs * 1024)}Mi`;
}

/** MiB of a size, rounded down. */
export const mebibytes = (size: string): number => Math.floor(bytes(size) / mib);

/** GiB of a size. */
export const gibibytes = (size: string): number => bytes(size) / gib;
