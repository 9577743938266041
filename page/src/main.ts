/** Puts the page together. */
import 'uplot/dist/uPlot.min.css';
import type { ServerMessage } from '../../src/view/protocol.ts';
import { VIEW_PROTOCOL } from '../../src/view/protocol.ts';
import { Connection } from './connection.ts';
import { ConnectionsTable } from './connections-table.ts';
import { el, setText } from './dom.ts';
import { End } from './end.ts';
import { Graph } from './graph.ts';
import { Header } from './header.ts';
import { Log } from './log.ts';
import { ModulesList } from './modules-list.ts';
import { Streams } from './streams.ts';
import './style.css';

const header = new Header(() => connection.send({ kind: 'stop' }));
const streams = new Streams({
  onOpen: (output, options) => connection.send({ kind: 'open', output, ...options }),
  onClose: (output) => connection.send({ kind: 'close', output }),
  onChange: (outputs) => {
    graph.mark(outputs);
    connections.mark(outputs);
  },
});
const graph = new Graph((output) => streams.toggle(output));
const connections = new ConnectionsTable((output) => streams.toggle(output));
const modules = new ModulesList();
const log = new Log();
const end = new End();
const notice = el('p', { class: 'notice', role: 'alert', hidden: true });
let hasEnded = false;

document.body.append(
  header.element,
  notice,
  el(
    'main',
    {},
    el('div', { class: 'wide' }, end.element, graph.element, streams.element),
    el(
      'aside',
      { class: 'side', 'aria-label': 'Figures and log' },
      connections.element,
      log.element,
      modules.element,
    ),
  ),
);

const connection = new Connection({
  onMessage: take,
  onPicture: (picture) => streams.takePicture(picture),
  onConnected: () => {
    notice.hidden = true;
    header.setConnected(true);
    tellVisibility();
    streams.reopen();
  },
  onLost: () => {
    header.setConnected(false);
    showNotice(
      hasEnded
        ? 'The program has ended. This page stays as it is, and takes the next run at this address.'
        : 'The connection is lost: what is shown is old. This page tries again by itself.',
    );
  },
});
document.addEventListener('visibilitychange', tellVisibility);

function tellVisibility(): void {
  connection.send({ kind: 'visible', isVisible: document.visibilityState === 'visible' });
}

function take(message: ServerMessage): void {
  switch (message.kind) {
    case 'hello':
      // The program is another version than this page: its own page fits.
      if (message.protocol !== VIEW_PROTOCOL) location.reload();
      break;
    case 'run':
      hasEnded = false;
      header.begin(message.project);
      log.clear();
      end.clear();
      streams.beginRun();
      break;
    case 'graph':
      graph.draw(message);
      connections.draw(message);
      modules.draw(message);
      streams.setGraph(message);
      break;
    case 'figures':
      header.update(message);
      graph.update(message);
      connections.update(message);
      modules.update(message);
      break;
    case 'log':
      log.add(message.lines, message.leftOut);
      break;
    case 'ended':
      hasEnded = true;
      end.show(message);
      break;
    case 'data':
      streams.takeData(message.output, message.data, message.skipped);
      break;
    case 'problem':
      showNotice(message.text);
      break;
  }
}

function showNotice(text: string): void {
  setText(notice, text);
  notice.hidden = false;
}
