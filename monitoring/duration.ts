/** A duration as Prometheus writes it, in the largest unit that it is a whole number of: `90s`, `5m`, `2h`. */
export function duration(seconds: number): string {
  if (!Number.isInteger(seconds) || seconds <= 0) {
    throw new RangeError(`a duration: expected whole seconds above 0, got ${seconds}`);
  }
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/** The number of seconds, raised to at least `least` and up to a whole minute, where a rule waits. */
export function wholeMinutes(seconds: number, least: number): number {
  return Math.ceil(Math.max(seconds, least) / 60) * 60;
}
