/** A NATS server, agents as processes, and projects that use them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createProject, type Project, type ProjectDescription, type RunReport } from 'syntalos-mlink/host';
import { startAgentProcess, type AgentProcess } from '../../../support/agent-process.ts';
import { missingServer, startServer, type TestServer } from '../../../support/nats-server.ts';
import { temporaryFolder } from '../engine/support.ts';

/** Options of a test that needs a server. */
export const withServer: { skip?: string } =
  missingServer() === false ? {} : { skip: missingServer() as string };

/** What a test runs on. */
export interface Rig {
  readonly server: TestServer;
  readonly servers: readonly string[];
  /** Removed after the test. */
  readonly folder: string;
  startAgent(name: string, ...more: readonly string[]): Promise<AgentProcess>;
  /** Writes programs and makes a project of them, with this rig's servers. */
  project(
    programs: Readonly<Record<string, string>>,
    description: Omit<ProjectDescription, 'network'> & { readonly network?: object },
  ): Project;
}

/** What a rig is made of, where it is more than one server on this machine. */
export interface RigOptions {
  /** Ended with the test, too. */
  readonly server?: TestServer;
  /** What host and agents are told to connect to. */
  readonly servers?: readonly string[];
  /** The same for one agent. */
  readonly serversOf?: (name: string) => readonly string[];
  /** What an agent's command is run behind. */
  readonly prefixOf?: (name: string) => readonly string[];
}

/** Starts a server unless there is one; all of it ends with the test. */
export async function makeRig(t: Test, options: RigOptions = {}): Promise<Rig> {
  const server = options.server ?? (await startServer());
  const { servers = [server.url], serversOf = () => servers, prefixOf = () => [] } = options;
  const folder = temporaryFolder(t);
  const agents: AgentProcess[] = [];
  t.teardown(async () => {
    for (const agent of agents) agent.signal('SIGKILL');
    await Promise.all(agents.map(({ ended }) => ended));
    await server.kill();
  });
  return {
    server,
    servers,
    folder,
    startAgent: async (name, ...more) => {
      const args = ['--name', name, '--servers', serversOf(name).join(','), ...more];
      const agent = await startAgentProcess(join(folder, `machine-${name}`), prefixOf(name), args);
      agents.push(agent);
      return agent;
    },
    project: (programs, description) => {
      for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, name), text);
      return createProject({ ...description, network: { servers, ...description.network } }, folder);
    },
  };
}

/** Gives so many numbered rows as fast as they are taken, then nothing more. */
export const rowsProgram = (count: number): string => `
  import { DataType, initLink } from 'syntalos-mlink';
  const link = await initLink();
  const out = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
  link.onPrepare = () => {
    out.setMetadataValue('table_header', ['index', 'text']);
    return true;
  };
  link.onStart = async () => {
    for (let i = 0; i < ${count}; i++) await out.submitAsync([String(i), 'x'.repeat(i % 500)]);
    await link.shutdown();
  };
  await link.awaitDataForever();
`;

/** Turns the rows that it gets around. */
export const TURN_TS = `
  import { DataType, initLink } from 'syntalos-mlink';
  import { turned } from './turned.ts';
  const link = await initLink();
  const input = await link.registerInputPort('in', 'In', DataType.TableRow);
  const out = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);
  link.onPrepare = () => {
    out.setMetadataValue('table_header', ['index', 'text']);
    return true;
  };
  input.onData = (row) => out.submitAsync(turned(row));
  await link.awaitDataForever();
`;

export const TURNED_TS = `export const turned = (row: readonly string[]): string[] => [...row].reverse();\n`;

/** Rows of {@link rowsProject}. */
export const COUNT = 20_000;

/** rows → turn → table, and a second table of the same rows; `machines` by module. */
export function rowsProject(machines: Readonly<Record<string, string>>): Omit<ProjectDescription, 'network'> {
  const modules = [
    { id: 'rows', use: './rows.ts' },
    { id: 'turn', use: './turn.ts' },
    { id: 'turned', use: 'table-recorder' },
    { id: 'straight', use: 'table-recorder' },
  ];
  return {
    modules: modules.map((module) => {
      const machine = machines[module.id];
      return machine === undefined ? module : { ...module, machine };
    }),
    connections: [
      { from: 'rows:rows', to: 'turn:in' },
      { from: 'rows:rows', to: 'straight:rows' },
      { from: 'turn:rows', to: 'turned:rows' },
    ],
  };
}

/** Of {@link rowsProject}. */
export const PROGRAMS = { 'rows.ts': rowsProgram(COUNT), 'turn.ts': TURN_TS, 'turned.ts': TURNED_TS };

/** Whether the table `straight` of a run has so many rows, each once and in order. */
export function hasEachRow(t: Test, report: RunReport, count: number): void {
  const text = readFileSync(join(report.outFolder!, 'straight/table.csv'), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  t.ok(
    rows.every((row, i) => row.startsWith(`${i};`) || row.startsWith(`${i},`)),
    'each row once, in order',
  );
  t.equal(rows.length, count);
}
