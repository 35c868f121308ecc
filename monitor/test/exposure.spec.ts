import assert from "node:assert/strict";

import { UsageError } from "../src/cli/usageError.ts";
import { ExposureChecker } from "../src/exposure/checker.ts";
import { compare, type Exposed } from "../src/exposure/compare.ts";
import { type ExposureSettings, parseExposureFlags } from "../src/exposure/flags.ts";
import { GETH_ANSWERS } from "./support/fixtures.ts";

const ports = { tcp: 13000, udp: 12000, quic: 13000 };
const exposed: Exposed = {
  address: "8.8.4.4",
  from: "its load balancer",
  ports,
  publicNetwork: true,
};
const announced = { ip: "8.8.4.4", ...ports };

describe("what is announced beside what is exposed", () => {
  it("finds nothing wrong where both are the same", () => {
    assert.deepEqual(compare(announced, exposed), []);
  });

  const wrong: readonly (readonly [
    string,
    Partial<typeof announced>,
    Partial<Exposed>,
    string[],
  ])[] = [
    [
      "another address",
      { ip: "1.0.0.1" },
      {},
      ["announces 1.0.0.1, is reached at 8.8.4.4 (its load balancer)"],
    ],
    [
      "a private address where the right one is not known",
      { ip: "10.0.0.7" },
      { address: null },
      ["announces 10.0.0.7, which is not on the public internet"],
    ],
    ["another TCP port", { tcp: 13001 }, {}, ["announces TCP port 13001, port 13000 is open"]],
    [
      "a port that is not open",
      {},
      { ports: { tcp: 13000, udp: 12000 } },
      ["announces QUIC port 13000, which is not open"],
    ],
    [
      "a port that is not announced",
      {},
      { ports: { ...ports, udp: 12001 } },
      ["announces UDP (discovery) port 12000, port 12001 is open"],
    ],
  ];
  for (const [what, told, open, problems] of wrong) {
    it(`flags ${what}`, () => {
      assert.deepEqual(compare({ ...announced, ...told }, { ...exposed, ...open }), problems);
    });
  }

  it("flags no address, and a port that is open for nothing", () => {
    assert.deepEqual(compare({ ip: null, tcp: 13000, udp: 12000, quic: null }, exposed), [
      "announces no address, so nobody can dial it",
      "QUIC port 13000 is open, and not announced",
    ]);
  });

  it("lets a private address be on a private chain", () => {
    assert.deepEqual(
      compare(
        { ...announced, ip: "10.0.0.7" },
        { ...exposed, address: "10.0.0.7", publicNetwork: false },
      ),
      [],
    );
  });
});

const settings: ExposureSettings = {
  ports: {
    execution: { tcp: 30304, udp: 30304 },
    consensus: { tcp: 13001, udp: 12001, quic: 13101 },
  },
  balancers: { execution: null, consensus: null },
  nodeIp: "127.0.0.1",
  publicNetwork: false,
  stunServers: [],
};
const identity = {
  enr: "enr:-Mq4QCrsCoC44hsdFZJZlQV8rKtnc1mfH5dnDy3MK_4IW1t-XPQRvyZBrYSsN9ztokSToIwa9IqixhQkCPaWVvUCk4CGAaIDtrqah2F0dG5ldHOIAAAMAAAAAACEZXRoMpCutk5eIAAAlABMBgAAAAAAgmlkgnY0gmlwhH8AAAGEcXVpY4IzLYlzZWNwMjU2azGhA4AP1mItmMYAfR9GI7MYhsftVAgq8QLHhkH3LvcwWEYdiHN5bmNuZXRzD4N0Y3CCMsmDdWRwgi7h",
};
const turn = () => new Promise(setImmediate);

describe("the check of a node's exposure", () => {
  const found = (address: string) => () =>
    Promise.resolve({ address, from: "the Kubernetes node" as const });

  it("reads both clients' own words", async () => {
    const checker = new ExposureChecker(settings, found("127.0.0.1"));
    checker.check(null, null);
    await turn();
    const { execution, consensus } = checker.check(GETH_ANSWERS["admin_nodeInfo"], identity);
    assert.deepEqual(consensus, {
      announced: "127.0.0.1 tcp 13001 udp 12001 quic 13101",
      problems: [],
      unchecked: null,
    });
    assert.match(execution.announced ?? "", /^127\.0\.0\.1 tcp \d+/);
  });

  it("flags a deliberately wrong address, and says whose address is the right one", async () => {
    const checker = new ExposureChecker(settings, found("10.245.0.2"));
    checker.check(null, identity);
    await turn();
    assert.deepEqual(checker.check(null, identity).consensus.problems, [
      "announces 127.0.0.1, is reached at 10.245.0.2 (the Kubernetes node)",
    ]);
  });

  it("waits for nobody, and says what it could not compare", async () => {
    let ended = false;
    const checker = new ExposureChecker(settings, async () => {
      await turn();
      ended = true;
      throw new Error("no two servers agree");
    });
    const first = checker.check(null, identity);
    assert.equal(ended, false);
    assert.deepEqual(first.consensus.problems, []);
    assert.match(first.consensus.unchecked ?? "", /is being looked up/);
    await turn();
    await turn();
    assert.match(
      checker.check(null, identity).consensus.unchecked ?? "",
      /could not be compared: no two servers agree/,
    );
  });

  it("does not ask where the node is at each look", async () => {
    let asked = 0;
    const checker = new ExposureChecker(settings, () => {
      asked++;
      return found("127.0.0.1")();
    });
    for (let look = 0; look < 5; look++) {
      checker.check(null, identity);
      await turn();
    }
    assert.equal(asked, 1);
  });

  it("compares with each layer's own load balancer, and asks nobody else", () => {
    const checker = new ExposureChecker(
      { ...settings, balancers: { execution: "1.0.0.1", consensus: "8.8.4.4" } },
      () => assert.fail("asked"),
    );
    assert.deepEqual(checker.check(null, identity).consensus.problems, [
      "announces 127.0.0.1, is reached at 8.8.4.4 (its load balancer)",
    ]);
  });

  it("cannot compare with a load balancer that it is not told of", () => {
    const checker = new ExposureChecker(
      { ...settings, balancers: { execution: "1.0.0.1", consensus: "unknown" } },
      () => assert.fail("asked"),
    );
    const { problems, unchecked } = checker.check(null, identity).consensus;
    assert.deepEqual(problems, []);
    assert.match(unchecked ?? "", /its load balancer's address is not known here/);
  });

  it("cannot compare with a private load balancer on a public network", () => {
    const checker = new ExposureChecker(
      {
        ...settings,
        publicNetwork: true,
        balancers: { execution: "10.0.0.1", consensus: "10.0.0.2" },
      },
      () => assert.fail("asked"),
    );
    const { problems, unchecked } = checker.check(null, identity).consensus;
    assert.deepEqual(problems, ["announces 127.0.0.1, which is not on the public internet"]);
    assert.match(unchecked ?? "", /its load balancer has 10\.0\.0\.2/);
  });

  it("says which client could not be asked, or said nothing", () => {
    const checker = new ExposureChecker(settings, found("127.0.0.1"));
    const { execution, consensus } = checker.check({}, new Error("connection refused"));
    assert.match(execution.unchecked ?? "", /execution client does not say/);
    assert.match(consensus.unchecked ?? "", /could not be asked: connection refused/);
  });
});

describe("the flags of exposure", () => {
  const some = { exposed: ["execution/tcp/30303"], "node-ip": "10.0.0.7" };

  it("are none without --exposed", () => {
    assert.equal(parseExposureFlags({ "node-ip": "10.0.0.7" }), null);
  });

  it("are read", () => {
    assert.deepEqual(
      parseExposureFlags({
        ...some,
        exposed: ["execution/tcp/30303", "execution/udp/30303", "consensus/quic/13000"],
        balancer: ["consensus/8.8.4.4"],
        "public-network": true,
        stun: ["stun.example:3478"],
      }),
      {
        ports: { execution: { tcp: 30303, udp: 30303 }, consensus: { quic: 13000 } },
        balancers: { execution: null, consensus: "8.8.4.4" },
        nodeIp: "10.0.0.7",
        publicNetwork: true,
        stunServers: [{ host: "stun.example", port: 3478 }],
      },
    );
  });

  for (const [flags, message] of [
    [{ ...some, "node-ip": undefined }, /--node-ip: nothing came/],
    [{ ...some, exposed: ["geth/tcp/1"] }, /--exposed: "geth\/tcp\/1" came/],
    [{ ...some, balancer: ["8.8.4.4"] }, /--balancer: "8\.8\.4\.4" came/],
    [{ ...some, stun: ["x:99999"] }, /--stun: "x:99999" came/],
  ] as const) {
    it(`are refused: ${message.source}`, () => {
      assert.throws(
        () => parseExposureFlags(flags),
        (error: Error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
