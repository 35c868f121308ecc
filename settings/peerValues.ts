import { ECDH } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { base58 } from "@scure/base";
import { z } from "zod";
import { parseNodeRecord } from "../monitor/src/peers/nodeRecord.ts";

/** The ways to name a peer. The messages follow the word "expected" in a SettingsError. */

const is = (test: (text: string) => boolean, message: string) =>
  z.string(message).refine(test, message);

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const isPort = (text: string | undefined): boolean =>
  /^[1-9]\d{0,4}$/.test(text ?? "") && Number(text) <= 65535;
/** A name whose last label is a number is meant to be an IPv4 address. */
const isHost = (text: string): boolean =>
  isIPv4(text) || (hostName.test(text) && !/(^|\.)\d+$/.test(text));

/** Whether 128 hexadecimal digits are the coordinates of a point on the curve: a typo hardly ever is. */
function isPublicKey(hex: string): boolean {
  try {
    ECDH.convertKey(`04${hex}`, "secp256k1", "hex");
    return true;
  } catch {
    return false;
  }
}

/** Source: https://github.com/ethereum/devp2p/blob/master/enode.md (as an enode URL is in the wild, with a host name too). */
function isEnode(text: string): boolean {
  const match =
    /^enode:\/\/([0-9a-f]{128})@(?:\[([0-9a-f:.]+)\]|([^:@/?\[\]]+)):(\d+)(?:\?discport=(\d+))?$/i.exec(
      text,
    );
  if (match === null) return false;
  const [, id = "", ip6, host, port, discovery] = match;
  return (
    isPublicKey(id) &&
    (ip6 === undefined ? isHost(host ?? "") : isIPv6(ip6)) &&
    isPort(port) &&
    (discovery === undefined || discovery === "0" || isPort(discovery))
  );
}

function isNodeRecord(text: string): boolean {
  try {
    parseNodeRecord(text);
    return true;
  } catch {
    return false;
  }
}

/** A multihash in base58 that is a secp256k1 key's own bytes, or a hash of 32 bytes. */
function isPeerId(text: string): boolean {
  try {
    const [code, length, ...digest] = base58.decode(text);
    return (
      digest.length === length &&
      ((code === 0 && length === 37) || (code === 0x12 && length === 32))
    );
  } catch {
    return false;
  }
}

/** Source: https://github.com/libp2p/specs/blob/master/addressing/README.md */
function isMultiaddress(text: string): boolean {
  const match =
    /^\/(ip4|ip6|dns|dns4|dns6)\/([^/]+)\/(?:tcp\/(\d+)|udp\/(\d+)\/quic-v1)\/p2p\/([^/]+)$/.exec(
      text,
    );
  if (match === null) return false;
  const [, kind, host = "", tcp, udp, id = ""] = match;
  const rightHost =
    kind === "ip4" ? isIPv4(host) : kind === "ip6" ? isIPv6(host) : hostName.test(host);
  return rightHost && isPort(tcp ?? udp) && isPeerId(id);
}

const anEnode =
  "an enode URL: enode://, a secp256k1 public key in 128 hexadecimal digits, @, an IP address or a host name, a colon and a port from 1 to 65535";
const aRecord = "a node record: enr: and base64url, with the identity scheme v4";

/** An execution client by its key and where it is. */
export const enode = is(isEnode, anEnode);

/** A node by its record (ENR). */
export const nodeRecord = is(isNodeRecord, aRecord);

/** Either. */
export const enodeOrRecord = is(
  (text) => isEnode(text) || isNodeRecord(text),
  `${anEnode}; or ${aRecord}`,
);

/** A consensus client by where it is and its libp2p peer id. */
export const multiaddress = is(
  isMultiaddress,
  "a multiaddress with a peer id, such as /ip4/198.51.100.7/tcp/13000/p2p/16Uiu2HA…, or with /udp/13000/quic-v1 for tcp",
);

/** A STUN server by name or IPv4 address, and its UDP port. */
export const stunServer = is((text) => {
  const [host = "", port, ...rest] = text.split(":");
  return rest.length === 0 && isHost(host) && isPort(port);
}, "a STUN server as host:port, such as stun.example.org:3478");
