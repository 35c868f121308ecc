import { createECDH, createHash, randomBytes } from "node:crypto";
import { nodeRecord, rlpList, rlpString } from "../../monitor/test/support/records.ts";

/** Peers of each layer of a node. A node of 70 peers has half of them on each. */
export const PEERS_OF_LAYER = 35;

const EXECUTION_NAMES = [
  "Geth/v1.17.5-stable-2bd6bd01/linux-amd64/go1.26.1",
  "Geth/v1.17.4-stable-41714b49/linux-arm64/go1.25.7",
  "Nethermind/v1.36.0+9c4816c2/linux-x64/dotnet10.0.8",
  "besu/v26.7.0/linux-x86_64/openjdk-java-21",
  "reth/v2.1.0-aa11bb22/x86_64-unknown-linux-gnu",
  "erigon/v3.4.0-844c6cf3/linux-amd64/go1.25.4",
] as const;

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const any = (below: number): number => Math.floor(Math.random() * below);

const pick = <T>(list: readonly T[]): T => list[any(list.length)] as T;

/** Anywhere on the internet, so that its place is looked up. Nobody asks there: it is only told of. */
const anyAddress = (): string => `${1 + any(222)}.${any(256)}.${any(256)}.${1 + any(254)}`;

const number = (value: number): Buffer => {
  const digits = value.toString(16);
  return rlpString(Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex"));
};

const addressPairs = (ip: string, port: number) => ({
  ip: rlpString(Buffer.from(ip.split(".").map(Number))),
  tcp: number(port),
  udp: number(port),
});

/** Nodes that peers may be: about as many as mainnet has. A key takes a third of a millisecond to be made. */
const MOST_KEYS = 8000;
const keys: Buffer[] = [];

/** A public key, which a record's node id is of. */
function anyKey(): Buffer {
  if (keys.length >= MOST_KEYS) return pick(keys);
  const pair = createECDH("secp256k1");
  pair.generateKeys();
  const key = pair.getPublicKey(null, "compressed");
  keys.push(key);
  return key;
}

/** A peer as it is in Geth's `admin_peers`. Half of them have a record, which Geth knows of those that it found itself. */
export function executionPeer() {
  const [ip, port, inbound] = [anyAddress(), 30303, Math.random() < 0.6];
  const key = randomBytes(64);
  const fork = rlpList(rlpList(rlpString(randomBytes(4)), rlpString(Buffer.alloc(0))));
  const record = nodeRecord({ ...addressPairs(ip, port), eth: fork }, { key: anyKey() });
  const head = 23_600_000 + any(3);
  return {
    ...(inbound ? {} : { enr: record }),
    enode: `enode://${key.toString("hex")}@${ip}:${port}`,
    id: createHash("sha256").update(key).digest("hex"),
    name: pick(EXECUTION_NAMES),
    caps: ["eth/68", "eth/69", "snap/1"],
    network: {
      localAddress: "10.42.0.17:30303",
      remoteAddress: `${ip}:${inbound ? 1024 + any(60_000) : port}`,
      ...{ inbound, trusted: false, static: false },
    },
    protocols: {
      eth: {
        ...{ version: 69, earliestBlock: 0, latestBlock: head },
        latestBlockHash: `0x${randomBytes(32).toString("hex")}`,
      },
      snap: { version: 1 },
    },
  };
}

/** Which subnets a beacon node is subscribed to for long: two of 64 (consensus-specs, phase0/p2p-interface.md). */
function twoBits(): Buffer {
  const bits = Buffer.alloc(8);
  for (const byte of [any(8), any(8)]) bits[byte] = 1 << any(8);
  return bits;
}

/** A peer as it is in the beacon API's `/eth/v1/node/peers`. */
export function consensusPeer() {
  const [ip, port] = [anyAddress(), 9000];
  const record = nodeRecord(
    {
      ...addressPairs(ip, port),
      attnets: rlpString(twoBits()),
      cgc: number(pick([4, 4, 4, 8, 128])),
      eth2: rlpString(randomBytes(16)),
      quic: number(port + 1),
      syncnets: rlpString(Buffer.from([0])),
    },
    { key: anyKey() },
  );
  const id = Array.from({ length: 45 }, () => BASE58[any(58)]).join("");
  return {
    peer_id: `16Uiu2HAm${id}`,
    enr: record,
    last_seen_p2p_address: `/ip4/${ip}/udp/${port + 1}/quic-v1`,
    state: "connected",
    direction: Math.random() < 0.6 ? "inbound" : "outbound",
  };
}

export type ExecutionPeer = ReturnType<typeof executionPeer>;
export type ConsensusPeer = ReturnType<typeof consensusPeer>;
