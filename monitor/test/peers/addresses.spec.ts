import assert from "node:assert/strict";

import { readConsensusPeer } from "../../src/peers/consensus.ts";
import { readExecutionPeer } from "../../src/peers/execution.ts";
import { isPublic } from "../../src/peers/globalAddress.ts";
import { ipv6Groups, plainAddress } from "../../src/peers/ip.ts";
import { maskAddress, maskIp, maskPeer } from "../../src/peers/mask.ts";
import { subnetOf } from "../../src/peers/subnet.ts";

const since = () => ({ since: "2026-01-01T00:00:00.000Z", sincePrecision: "event" }) as const;

describe("telling addresses on the internet from others", () => {
  it("knows those of IPv6, which IPv4's rules do not reach", () => {
    for (const ip of ["2a01:4f8::1", "2600:1f18::7", "2001:4860::8888", "8.8.8.8"])
      assert.ok(isPublic(ip), ip);
    for (const ip of ["::1", "fe80::1", "fd00::1", "ff02::1", "2001:db8::1", "2001::1", "2002::1"])
      assert.ok(!isPublic(ip), ip);
    for (const ip of ["3fff::1", "::ffff:8.8.8.8", "10.0.0.1", "nonsense", ""])
      assert.ok(!isPublic(ip), ip);
  });

  it("reads IPv6 in any way of writing, and IPv4 written as IPv6", () => {
    assert.deepEqual(ipv6Groups("2A01:04f8:0::1"), [0x2a01, 0x4f8, 0, 0, 0, 0, 0, 1]);
    assert.deepEqual(ipv6Groups("::"), [0, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(ipv6Groups("1:2:3:4:5:6:7:8"), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(ipv6Groups("x]/"), [0, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(plainAddress("::FFFF:192.0.2.1"), "192.0.2.1");
    assert.equal(plainAddress("::ffff:c000:201"), "192.0.2.1");
    assert.equal(plainAddress("2a01::1"), "2a01::1");
  });

  it("gives the /24 and the /48, of addresses on the internet alone", () => {
    assert.equal(subnetOf("88.99.1.200"), "88.99.1.0/24");
    assert.equal(subnetOf("::ffff:88.99.1.200"), "88.99.1.0/24");
    assert.equal(subnetOf("2a01:4f8:c0:1::7"), "2a01:4f8:c0::/48");
    assert.equal(subnetOf("2a01:4f8::7"), "2a01:4f8:0::/48");
    for (const ip of ["10.1.2.3", "fd00::1", "nonsense"]) assert.equal(subnetOf(ip), null, ip);
  });
});

describe("masking addresses", () => {
  it("keeps the first half of IPv4 and the network's holder of IPv6", () => {
    assert.equal(maskAddress({ ip: "203.0.113.7", port: 30303 }), "203.0.x.x:30303");
    assert.equal(maskAddress({ ip: "2a01:4f8:c0:1::7", port: 9000 }), "[2a01:4f8:x:x]:9000");
    assert.equal(maskIp("::ffff:203.0.113.7"), "203.0.x.x");
  });

  const ip = "88.99.113.7";

  it("leaves no address in an execution peer", () => {
    const peer = readExecutionPeer(
      {
        id: "a".repeat(64),
        name: `Geth/enode:\u002f\u002fab@${ip}:30303/v1.16.4-stable/${ip}/linux-amd64`,
        enode: `enode://${"b".repeat(128)}@${ip}:30303`,
        enr: `enr:-${"A".repeat(90)}`,
        network: { remoteAddress: `${ip}:30303`, inbound: false },
      },
      since,
    );
    assert.ok(peer);
    assert.match(JSON.stringify(peer), /88\.99\.113/);
    const masked = maskPeer(peer);
    assert.doesNotMatch(JSON.stringify(masked), /88\.99\.113|enr:|b{128}/);
    assert.deepEqual(masked.address, { ip: "88.99.x.x", port: 30303, transport: "tcp" });
    assert.deepEqual(
      [masked.id, masked.client.version, masked.software],
      [peer.id, "1.16.4-stable", peer.software],
    );
  });

  it("leaves no address in a consensus peer", () => {
    const peer = readConsensusPeer(
      {
        peer_id: "16Uiu2HAm3xfnoiXShCS6yCvUP98LLPuu8vzFAS8Ryvxkkp4jUcYn",
        enr: `enr:-${"A".repeat(90)}`,
        last_seen_p2p_address: `/ip4/${ip}/udp/9001/quic-v1`,
        state: "connected",
        direction: "inbound",
      },
      since,
    );
    assert.ok(peer);
    assert.equal(peer.subnet, "88.99.113.0/24");
    const masked = maskPeer(peer);
    assert.doesNotMatch(JSON.stringify(masked), /88\.99\.113|enr:/);
    assert.ok(!("enode" in masked));
  });
});
