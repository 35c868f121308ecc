// A stand-in for pulumi-resource-random.
import { serveProvider } from "../provider/serveProvider.ts";
import { randomProvider } from "./randomProvider.ts";

await serveProvider(randomProvider);
