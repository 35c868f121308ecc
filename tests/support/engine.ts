import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { findCli } from "../../local/engine/cli.ts";
import { readProviderPlugins } from "../../local/engine/sdkVersions.ts";
import { installCliWithLanguageHost, installStandIn } from "../../local/engine/standIns.ts";
import { repoDir } from "../../local/support/paths.ts";

/** What one run of Pulumi said. */
export interface EngineRun {
  readonly code: number;
  /** Standard output and error together, as a person would see them. */
  readonly text: string;
}

/** A resource in an exported state; what the tests look at. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly initErrors?: readonly string[];
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
}

/**
 * The real engine with a home, a backend and a program of its own in a temporary folder. The stand-in plugins are the
 * repository's, put there as `local/engine` puts them.
 */
export class EngineFixture {
  readonly folder: string;
  /** The folder of the program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, program: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.program = program;
    this.env = env;
  }

  /** An engine with a program of its own, to be written. @param kubeconfig the cluster of the Kubernetes provider */
  static async create(kubeconfig: string): Promise<EngineFixture> {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-engine-"));
    const own = join(folder, "program");
    await mkdir(own);
    await writeFile(join(own, "Pulumi.yaml"), projectFile);
    await writeFile(join(own, "package.json"), '{"name":"fixture","type":"module"}');
    await symlink(resolve(repoDir, "node_modules"), join(own, "node_modules"));
    const fixture = new EngineFixture(folder, own, await prepare(folder, kubeconfig));
    await fixture.ok("stack", "init", "test", "--secrets-provider", "passphrase");
    return fixture;
  }

  /**
   * An engine with this project's own program and the settings of one of its stacks, in a backend of its own. The
   * repository's files are not touched: Pulumi gets a copy of the settings, in {@link configFile}.
   */
  static async ofProject(kubeconfig: string, stack: string): Promise<EngineFixture> {
    const folder = await mkdtemp(join(tmpdir(), "ethnode-engine-"));
    const fixture = new EngineFixture(folder, repoDir, await prepare(folder, kubeconfig));
    // A stack is made from a folder with its project's name, where Pulumi may write the salt of its secrets.
    const inFolder = new EngineFixture(folder, folder, fixture.env);
    await copyFile(join(repoDir, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    await inFolder.ok("stack", "init", stack, "--secrets-provider", "passphrase");
    await copyFile(join(repoDir, `Pulumi.${stack}.yaml`), fixture.configFile);
    fixture.env["PULUMI_OPTION_STACK"] = stack;
    return fixture;
  }

  /** The settings that a project's stack gets; pass them with `--config-file`. */
  get configFile(): string {
    return join(this.folder, "settings.yaml");
  }
  /** Replaces the program's text; `k8s` and `random` are imported. */
  async write(text: string): Promise<void> {
    await writeFile(join(this.program, "index.ts"), imports + text);
  }

  /** Runs Pulumi in the program's folder; `during` may act while it runs, and it reads `input`. */
  async run(
    args: readonly string[],
    during?: (pid: number) => Promise<void>,
    input = "",
  ): Promise<EngineRun> {
    const child = spawn("pulumi", args, {
      cwd: this.program,
      env: this.env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => undefined).end(input);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    const ended = new Promise<number>((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => {
        done(code ?? -1);
      });
    });
    if (during !== undefined && child.pid !== undefined) await during(child.pid);
    return { code: await ended, text };
  }

  /** Runs Pulumi and returns what it said. @throws where it fails */
  async ok(...args: string[]): Promise<string> {
    const { code, text } = await this.run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")}: exit code ${code}\n${text}`);
    return text;
  }

  /**
   * Deploys what is of these types, such as `Secret`, and namespaces with what guards them; with what they are part of.
   * Where no pod can run, all of a stack would be waited for in vain.
   */
  upOf(types: readonly string[], ...args: string[]): Promise<string> {
    const guards = ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "Namespace"];
    return this.ok(
      ...["up", "--yes", "--skip-preview", "--non-interactive", "--config-file", this.configFile],
      ...["--target", "**ethnode:index:*::*"],
      ...[...guards, ...types].flatMap((type) => ["--target", `**:${type}::*`]),
      ...args,
    );
  }

  /** Runs Pulumi and returns what it said. @throws where it does not fail */
  async fails(...args: string[]): Promise<string> {
    const { code, text } = await this.run(args);
    if (code === 0) throw new Error(`pulumi ${args.join(" ")} did not fail\n${text}`);
    return text;
  }

  /** Writes the program and deploys it. */
  async up(text: string, ...args: string[]): Promise<string> {
    await this.write(text);
    return this.ok("up", "--yes", "--skip-preview", "--non-interactive", ...args);
  }

  /** The exported state, with secrets encrypted, as text. */
  exported(): Promise<string> {
    return this.ok("stack", "export");
  }

  /** The resources of the state. */
  async resources(): Promise<StateResource[]> {
    const { deployment } = JSON.parse(await this.exported()) as {
      deployment: { resources?: StateResource[] };
    };
    return deployment.resources ?? [];
  }

  /** The resource of a name; the last part of its URN. @throws where there is none */
  async resource(name: string): Promise<StateResource> {
    const all = await this.resources();
    const found = all.find(({ urn }) => urn.endsWith(`::${name}`));
    if (found === undefined)
      throw new Error(`no resource ${name} among ${all.map((r) => r.urn).join(", ")}`);
    return found;
  }

  /** Removes the folder and with it the state: where nothing was deployed, or the cluster is cleaned in another way. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Destroys what is there and removes the folder. */
  async dispose(): Promise<void> {
    const { code, text } = await this.run([
      "destroy",
      "--yes",
      "--skip-preview",
      "--non-interactive",
    ]);
    await this.remove();
    if (code !== 0) throw new Error(`destroy at the end failed:\n${text}`);
  }
}

/** Fills a folder with a home, a CLI and a state. @returns the environment that makes Pulumi use them */
async function prepare(folder: string, kubeconfig: string): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, "home");
  const cli = join(folder, "cli");
  await mkdir(join(folder, "state"));
  // The language host under test is the stand-in, also where a whole Pulumi is installed.
  const found = await findCli({});
  await installCliWithLanguageHost(cli, found.path);
  for (const plugin of await readProviderPlugins()) await installStandIn(home, plugin);
  return {
    ...withoutPulumi(process.env),
    PATH: [cli, resolve(repoDir, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
    KUBECONFIG: kubeconfig,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
  };
}

const projectFile = `name: fixture
main: index.ts
runtime:
  name: nodejs
  options:
    typescript: false
`;

const imports = `import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
void [k8s, pulumi, random];
`;

/** The environment without what the user has set for Pulumi. */
function withoutPulumi(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("PULUMI_")));
}
