import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run } from "../../../local/support/command.ts";
import { call, startDevGeth, startGateway, userKeys, type DevGeth } from "../../support/gateway.ts";

/** Asks over TLS. @returns the status. @throws where no connection comes about */
const askBy = (port: number, options: RequestOptions): Promise<number> =>
  new Promise((done, fail) => {
    const body = call("eth_chainId");
    const sent = request(
      {
        ...{ host: "127.0.0.1", port, method: "POST", servername: "rpc.test" },
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          "x-api-key": userKeys.alice,
        },
        agent: false,
        ...options,
      },
      (answer) => {
        answer.resume();
        done(answer.statusCode ?? 0);
      },
    );
    sent.once("error", fail);
    sent.end(body);
  });

describe("the gateway over TLS", () => {
  let folder = "";
  let geth: DevGeth;
  const path = (name: string): string => join(folder, name);
  const read = (name: string): Promise<string> => readFile(path(name), "utf8");

  /** A certificate, by an authority or by itself, and its key. */
  async function certificate(name: string, by?: string): Promise<void> {
    const extensions = ["-addext", "subjectAltName=DNS:rpc.test"];
    const signed = by === undefined ? [] : ["-CA", path(`${by}.crt`), "-CAkey", path(`${by}.key`)];
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-days", "2", "-subj", `/CN=${name}`, ...signed, ...(by === undefined ? [] : extensions)],
      ...["-keyout", path(`${name}.key`), "-out", path(`${name}.crt`)],
    ]);
  }

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "ethnode-tls-"));
    for (const authority of ["servers", "clients", "strangers"]) await certificate(authority);
    await certificate("gateway", "servers");
    await certificate("client", "clients");
    await certificate("stranger", "strangers");
    await writeFile(path("gateway.pem"), (await read("gateway.crt")) + (await read("gateway.key")));
    geth = await startDevGeth();
  });
  after(async () => {
    await geth[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it("serves with the certificate that it was given, and nothing without TLS", async () => {
    const tls = { file: path("gateway.pem") };
    await using gateway = await startGateway([geth.address], { tls });
    const ca = await read("servers.crt");
    assert.equal(await askBy(gateway.port, { ca }), 200);
    await assert.rejects(askBy(gateway.port, {}), /self-signed certificate|unable to verify/);
    await assert.rejects(fetch(`http://127.0.0.1:${gateway.port}/`, { method: "POST" }));
    await assert.rejects(
      askBy(gateway.port, {
        ca,
        minVersion: "TLSv1.1",
        maxVersion: "TLSv1.1",
        ciphers: "ALL:@SECLEVEL=0",
      }),
    );
  });

  it("asks clients for a certificate where it has an authority for them", async () => {
    const tls = { file: path("gateway.pem"), clientCaFile: path("clients.crt") };
    await using gateway = await startGateway([geth.address], { tls });
    const ca = await read("servers.crt");
    const by = async (name: string) => ({
      ca,
      cert: await read(`${name}.crt`),
      key: await read(`${name}.key`),
    });
    assert.equal(await askBy(gateway.port, await by("client")), 200);
    await assert.rejects(askBy(gateway.port, { ca }), /certificate required|ECONNRESET|socket/i);
    await assert.rejects(
      askBy(gateway.port, await by("stranger")),
      /unknown ca|ECONNRESET|socket/i,
    );
  });
});
