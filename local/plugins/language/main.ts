// The language host for programs in JavaScript and TypeScript: a stand-in for pulumi-language-nodejs.
import grpc from "@grpc/grpc-js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/language_pb.js";
import type * as Messages from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import type { ChildProcess } from "node:child_process";

import { toServiceError } from "../grpc/errors.ts";
import { serve, unary } from "../grpc/server.ts";
import { fromStruct } from "../grpc/values.ts";
import { installDependencies, readDependencies } from "./dependencies.ts";
import { startPlugin } from "./runPlugin.ts";
import { ended, runProgram } from "./runProgram.ts";

// The engine's address is the last argument that is not a flag.
let engineAddress = process.argv.slice(2).findLast((arg) => !arg.startsWith("-")) ?? "";
const children = new Set<ChildProcess>();

process.once("exit", () => {
  for (const child of children) child.kill();
});

function track(child: ChildProcess): void {
  children.add(child);
  child.once("exit", () => children.delete(child));
}

const textEncoder = new TextEncoder();

await serve(services.LanguageRuntimeService, {
  handshake: unary((request: Messages.LanguageHandshakeRequest) => {
    engineAddress = request.getEngineAddress();
    return new pb.LanguageHandshakeResponse();
  }),
  getPluginInfo: unary(() => new pluginPb.PluginInfo()),
  getRequiredPackages: unary(async (request: Messages.GetRequiredPackagesRequest) => {
    const directory = request.getInfo()?.getProgramDirectory() ?? process.cwd();
    const response = new pb.GetRequiredPackagesResponse();
    for (const { provider } of await readDependencies(directory)) {
      if (provider === undefined) continue;
      const dependency = new pluginPb.PackageDependency();
      dependency.setName(provider.name);
      dependency.setKind("resource");
      dependency.setVersion(`v${provider.version}`);
      response.addPackages(dependency);
    }
    return response;
  }),
  getProgramDependencies: unary(async (request: Messages.GetProgramDependenciesRequest) => {
    const directory = request.getInfo()?.getProgramDirectory() ?? request.getPwd();
    const response = new pb.GetProgramDependenciesResponse();
    for (const { name, version } of await readDependencies(directory)) {
      const dependency = new pb.DependencyInfo();
      dependency.setName(name);
      dependency.setVersion(version);
      response.addDependencies(dependency);
    }
    return response;
  }),
  about: unary(() => {
    const response = new pb.AboutResponse();
    response.setExecutable(process.execPath);
    response.setVersion(process.version);
    response.getMetadataMap().set("host", "stand-in (local/plugins/language)");
    return response;
  }),
  run: unary(async (request: Messages.RunRequest) => {
    const info = request.getInfo();
    const programDirectory = info?.getProgramDirectory() ?? request.getPwd();
    const config: Record<string, string> = {};
    request.getConfigMap().forEach((value: string, key: string) => (config[key] = value));
    const result = await runProgram(
      {
        project: request.getProject(),
        stack: request.getStack(),
        organization: request.getOrganization(),
        rootDirectory: info?.getRootDirectory() ?? programDirectory,
        programDirectory,
        entryPoint: info?.getEntryPoint() ?? request.getProgram(),
        workingDirectory: request.getPwd(),
        args: request.getArgsList(),
        config,
        secretKeys: request.getConfigsecretkeysList(),
        dryRun: request.getDryrun(),
        parallel: request.getParallel(),
        monitorAddress: request.getMonitorAddress(),
        engineAddress,
        options: fromStruct(info?.getOptions()),
      },
      track,
    );
    const response = new pb.RunResponse();
    response.setError(result.error);
    response.setBail(result.bail);
    return response;
  }),
  installDependencies: (
    call: grpc.ServerWritableStream<
      Messages.InstallDependenciesRequest,
      Messages.InstallDependenciesResponse
    >,
  ) => {
    const answer = new pb.InstallDependenciesResponse();
    installDependencies(call.request.getDirectory()).then(
      (output) => {
        answer.setStdout(textEncoder.encode(output));
        call.write(answer);
        call.end();
      },
      (error: unknown) => {
        call.emit("error", toServiceError(error));
      },
    );
  },
  runPlugin: (
    call: grpc.ServerWritableStream<Messages.RunPluginRequest, Messages.RunPluginResponse>,
  ) => {
    const request = call.request;
    const info = request.getInfo();
    const programDirectory = info?.getProgramDirectory() ?? request.getPwd();
    let child: ChildProcess;
    try {
      child = startPlugin({
        programDirectory,
        // A policy pack reads its package.json where it is started; the engine asks for the stack's folder.
        workingDirectory: request.getKind() === "analyzer" ? programDirectory : request.getPwd(),
        args: request.getArgsList(),
        env: request.getEnvList(),
        options: fromStruct(info?.getOptions()),
      });
    } catch (error) {
      call.emit("error", toServiceError(error));
      return;
    }
    track(child);
    const forward = (set: (response: Messages.RunPluginResponse, data: Uint8Array) => void) => {
      return (data: Buffer): void => {
        const response = new pb.RunPluginResponse();
        set(response, data);
        call.write(response);
      };
    };
    child.stdout?.on(
      "data",
      forward((response, data) => response.setStdout(data)),
    );
    child.stderr?.on(
      "data",
      forward((response, data) => response.setStderr(data)),
    );
    // The engine ends a plugin by cancelling its call.
    call.on("cancelled", () => child.kill());
    ended(child).then(
      ([code]) => {
        const response = new pb.RunPluginResponse();
        response.setExitcode(code ?? 1);
        call.write(response);
        call.end();
      },
      (error: unknown) => {
        call.emit("error", toServiceError(error));
      },
    );
  },
  cancel: unary(() => {
    for (const child of children) child.kill("SIGINT");
    return new emptyPb.Empty();
  }),
});
