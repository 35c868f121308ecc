/** An IPv4 range. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * Whether two IPv4 ranges in CIDR notation share an address. An address without a length is that one address.
 * @throws RangeError when one is no IPv4 range
 */
export function overlaps(a: string, b: string): boolean {
  const left = parse(a);
  const right = parse(b);
  return left.first <= right.last && right.first <= left.last;
}

function parse(cidr: string): Range {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(cidr);
  if (match === null)
    throw new RangeError(`"${cidr}" is no IPv4 range, expected such as 10.0.0.0/8`);
  const address = match.slice(1, 5).reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(match[5] ?? 32));
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}
