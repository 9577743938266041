/**
 * Two examples for the help of each command.
 *
 * @module
 */

/** What may be typed behind the program's name, by command. */
export const EXAMPLES: Readonly<Record<string, readonly [string, string]>> = {
  run: ['run project.toml --duration 10min', 'run project.toml --watch --view --out /tmp'],
  replay: ['replay recordings/experiment --speed max', 'replay recordings/experiment --module tracker.ts'],
  info: ['info recordings/experiment', 'info recordings/experiment --json'],
  export: ['export recordings/experiment', 'export recordings/experiment --streams top-view --out tables'],
  check: ['check project.toml', 'check project.toml --set camera.framerate=30'],
  create: ['create my-module', 'create my-loop --template closed-loop'],
  graph: ['graph project.toml', 'graph project.toml --svg project.svg'],
  top: ['top', 'top --port 8018'],
  echo: ['echo tracker:position', 'echo camera:frames --count 10 --json'],
  hz: ['hz camera:frames', 'hz recorder:frames --count 60'],
  bw: ['bw camera:frames', 'bw recorder:frames --port 8018'],
  modules: ['modules', 'modules camera-synthetic'],
  install: ['install tracker.ts', 'install tracker.ts --name Tracker --force'],
  uninstall: ['uninstall tracker', 'uninstall tracker --dir modules'],
  agent: [
    'agent --name rig2 --servers nats://10.0.0.1:4222 --creds rig2.creds',
    'agent --name here --servers nats://127.0.0.1:4222 --out /data',
  ],
  machines: ['machines --servers nats://10.0.0.1:4222', 'machines --servers nats://127.0.0.1:4222 --json'],
  devices: ['devices', 'devices --json'],
  doctor: ['doctor', 'doctor --clean'],
  completion: [
    'completion bash > ~/.local/share/bash-completion/completions/syntalos-mlink',
    'completion fish > ~/.config/fish/completions/syntalos-mlink.fish',
  ],
};

/** The end of a command's help. */
export function examplesText(command: string): string {
  const lines = (EXAMPLES[command] ?? []).map((example) => `  syntalos-mlink ${example}`);
  return ['', 'Examples:', ...lines].join('\n');
}
