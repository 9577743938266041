/**
 * The agent: a process that runs modules of hosts on other machines. Runs in its process' main thread; each
 * module has threads of its own, as on its host.
 *
 * @module
 */
export { startAgent, type Agent, type AgentOptions } from './agent.ts';
