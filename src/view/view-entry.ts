/**
 * What the page server's thread starts with. Apart from the rest: a command starts it before it loads that.
 *
 * @module
 */

/** Its entry and its name, for `startThread` and `startThreadEarly`. */
export const VIEW_THREAD = ['view.worker.js', 'view'] as const;
