import type { TokenIssuer } from "./gateway.ts";

/** The file with the public key of who signs tokens. */
export const tokenKeyFile = "tokens.pem";

/**
 * The lines by which HAProxy knows whose a token is. Its algorithm is the one that is set and no other; every claim that is asked
 * for must be there and of its type.
 *
 * Sources: HAProxy 2.6 configuration manual, 7.3.1 (`jwt_verify`); RFC 7519, 4.1.
 */
export function tokenLines(tokens: TokenIssuer | undefined, folder: string): string[] {
  if (tokens === undefined) return [];
  const key = tokens.algorithm === "HS256" ? tokens.secret : `${folder}/${tokenKeyFile}`;
  const { algorithm, audience, issuer } = tokens;
  const claim = (name: string, type = ""): string =>
    `var(txn.token),jwt_payload_query('$.${name}'${type})`;
  const conditions = [
    "only_token",
    "token_plain",
    "token_algorithm",
    "token_signed",
    "token_expires",
    "token_alive",
    "token_audience",
    ...(issuer === undefined ? [] : ["token_issuer"]),
    "token_subject",
    "!token_early",
    "!token_start_unread",
    "!token_revoked",
  ];
  return [
    "http-request set-var(txn.token) http_auth_bearer if only_token",
    `http-request set-var(txn.expires) ${claim("exp", ",'int'")}`,
    `http-request set-var(txn.starts) ${claim("nbf", ",'int'")}`,
    "http-request set-var(txn.now) date()",
    `acl token_algorithm var(txn.token),jwt_header_query('$.alg') -m str ${algorithm}`,
    `acl token_signed var(txn.token),jwt_verify("${algorithm}","${key}") -m int 1`,
    // HAProxy reads what is before a comma, and another reader might read what is behind it.
    String.raw`acl token_plain req.fhdr(authorization) -m reg -i ^bearer\ +[a-z0-9_.-]+$`,
    // A time before 1970 less the time of now is too small a number for `sub`, which gives the largest there is.
    "acl token_expires var(txn.expires) -m int gt 0",
    "acl token_alive var(txn.expires),sub(txn.now) -m int gt 0",
    "acl token_early var(txn.starts),sub(txn.now) -m int gt 0",
    // There, and no number.
    `acl token_start_unread ${claim("nbf")} -m reg ^[^0-9]`,
    `acl token_audience ${claim("aud")} -m str "${audience}"`,
    ...(issuer === undefined ? [] : [`acl token_issuer ${claim("iss")} -m str "${issuer}"`]),
    `acl token_subject ${claim("sub")} -m reg ^[A-Za-z0-9_.@-]{1,64}$`,
    `acl token_revoked ${claim("jti")} -m str -f ${folder}/revoked.lst`,
    `http-request set-var(txn.claimed) ${claim("sub")}`,
    // No key's name has a "/": a token cannot claim to be one.
    `http-request set-var-fmt(txn.subject) "token/%[var(txn.claimed)]" if ${conditions.join(" ")}`,
  ];
}
