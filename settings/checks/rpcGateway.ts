import { createPublicKey, X509Certificate } from "node:crypto";

import type { SettingProblem } from "../errors.ts";
import type { Settings } from "../schema.ts";

/** Whether the gateway is asked for at all. */
export const hasGateway = ({ rpcGateway }: Pick<Settings, "rpcGateway">): boolean =>
  Object.keys(rpcGateway).length > 0;

/** Somebody may use the gateway, each by one name, and what signs tokens is there and of its kind. */
export function rpcGatewayProblems(settings: Settings): SettingProblem[] {
  const { rpcGateway, rpcGatewayTokenSecret: secret } = settings;
  if (!hasGateway(settings)) {
    const expected = "none where rpcGateway has no tokens of HS256";
    return secret === "" ? [] : [{ key: "rpcGatewayTokenSecret", came: secret, expected }];
  }
  const { keys = [], tokens, tlsSecret, clientCa } = rpcGateway;
  const problem = (key: string, came: unknown, expected: string): SettingProblem => ({
    ...{ key, came, expected },
  });
  const nobody =
    keys.length === 0 && tokens === undefined
      ? [problem("rpcGateway", rpcGateway, "keys or tokens: nobody could use it")]
      : [];
  const names = keys.map(({ name }) => name);
  const again = names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [problem(`rpcGateway.keys[${index}].name`, name, "a name used once")],
  );
  const both = keys.flatMap(({ sha256, rotation }, index) =>
    sha256 === undefined || rotation === undefined
      ? []
      : [
          problem(
            `rpcGateway.keys[${index}].rotation`,
            rotation,
            "none beside sha256: that key is its owner's to change",
          ),
        ],
  );
  const plain =
    clientCa !== undefined && tlsSecret === undefined
      ? [problem("rpcGateway.tlsSecret", undefined, "a Secret's name beside clientCa")]
      : [];
  const authority =
    clientCa !== undefined && !isCertificate(clientCa)
      ? [problem("rpcGateway.clientCa", clientCa, "a certificate that can be read")]
      : [];
  return [...nobody, ...again, ...both, ...plain, ...authority, ...signerProblems(settings)];
}

/** What tokens are checked by. */
function signerProblems({ rpcGateway, rpcGatewayTokenSecret: secret }: Settings): SettingProblem[] {
  const { tokens } = rpcGateway;
  const bySecret = tokens?.algorithm === "HS256";
  const where = "rpcGateway.tokens.publicKey";
  if (bySecret && secret === "") {
    const expected = "the secret that signs tokens by HS256 (pulumi config set --secret)";
    return [{ key: "rpcGatewayTokenSecret", came: undefined, expected }];
  }
  if (!bySecret && secret !== "") {
    const expected = "none where rpcGateway has no tokens of HS256";
    return [{ key: "rpcGatewayTokenSecret", came: secret, expected }];
  }
  if (tokens === undefined) return [];
  const { algorithm, publicKey } = tokens;
  if (bySecret) {
    const expected = "none with HS256, which has a secret: rpcGatewayTokenSecret";
    return publicKey === undefined ? [] : [{ key: where, came: publicKey, expected }];
  }
  const expected =
    algorithm === "RS256"
      ? "a public RSA key of 2048 bits or more"
      : "a public key of the curve P-256";
  if (publicKey !== undefined && fits(algorithm, publicKey)) return [];
  return [{ key: where, came: publicKey, expected }];
}

function fits(algorithm: "HS256" | "RS256" | "ES256", publicKey: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(publicKey);
    return algorithm === "RS256"
      ? asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
      : asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).ca;
  } catch {
    return false;
  }
}
