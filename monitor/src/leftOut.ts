/** In the place of packages that are left out, see leanModules.ts: who comes to use one is told so. */
export default function leftOut(): never {
  throw new Error("left out of the peer monitor, see leanModules.ts");
}
