"""Reads recordings with the tools that others use, and compares every value.

compare.py whole EXPECTED.json    a recording of the fixture known-streams, values in the file
compare.py killed EXPECTED.json   what a killed process left of the fixture steady-source, and least counts

Prints a line for each thing that was compared; a difference ends it with an error.
"""
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import zarr
import zstandard


def check(name, ok, detail=''):
    if not ok:
        sys.exit(f'{name}: {detail}')
    print(f'{name}: same')


def same(read, expected):
    return read.dtype == expected.dtype and read.shape == expected.shape and read.tobytes() == expected.tobytes()


def store_arrays(path):
    group = zarr.open_group(path, mode='r')
    return group['timestamps'][:], group['data'][:], group


def whole(expected):
    for store in expected['stores']:
        times, data, group = store_arrays(store['path'])
        check(store['path'], same(times, np.fromfile(store['times'], '<u8')), 'times differ')
        values = np.fromfile(store['data'], store['dtype']).reshape(len(times), -1)
        # NaN in all its forms: bits are compared, not numbers.
        check(store['path'], same(data, values), 'values differ')
        check(store['path'], group['data'].attrs['signal_names'] == store['names'], 'names differ')
    import edlio

    collection = edlio.load(expected['recording'])
    for table in expected['json']:
        frame = next(iter(collection.dataset_by_name(table['dataset']).read_data()))
        frame = frame if isinstance(frame, pd.DataFrame) else frame.data
        direct = zstandard.open(table['path'], 'rt', encoding='utf-8').read()
        parsed = json.loads(direct)
        direct = pd.DataFrame(parsed['data'], columns=parsed['columns'])
        check(table['path'], list(direct.columns) == table['columns'], 'columns differ')
        check(table['path'], list(frame.columns) == table['columns'], 'columns differ in edlio')
        check(table['path'], len(frame) == len(direct), 'rows differ in edlio')
        times = np.fromfile(table['times'], '<u8')
        check(table['path'], [int(t) for t in direct.iloc[:, 0]] == [int(t) for t in times], 'times differ')
        values = np.fromfile(table['data'], table['dtype']).reshape(len(times), -1)
        read = direct.iloc[:, 1:].to_numpy('f8').astype(table['dtype'])
        check(table['path'], np.array_equal(read, values, equal_nan=table['dtype'] == '<f4'), 'values differ')
    rows = pd.read_csv(expected['table'], sep=';', dtype=str, keep_default_na=False)
    check(expected['table'], rows.values.tolist() == expected['rows'], 'cells differ')


def killed(expected):
    (killed_videos if 'videos' in expected else killed_data)(expected)


def killed_data(expected):
    folder, least = expected['folder'], expected['least']
    times, data, _ = store_arrays(f'{folder}/counts/counts.zarr')
    row = np.arange(len(data))
    rows = min(len(times), len(data))
    check('counts', rows >= 10 * least['counts'], f'{rows} rows, expected {10 * least["counts"]}')
    check('counts', np.array_equal(times, np.arange(len(times), dtype='<u8') * 1000), 'times differ')
    values = (row[:, None] * 7 + np.arange(8)[None, :] * 1001).astype('<u2')
    check('counts', same(data, values), 'values differ')

    times, data, _ = store_arrays(f'{folder}/lines/lines.zarr')
    rows = min(len(times), len(data))
    check('lines', rows >= least['lines'], f'{rows} rows, expected {least["lines"]}')
    block = np.arange(len(data))
    check('lines', same(data, np.stack([block % 16, block], axis=1).astype('<u4')), 'values differ')

    with open(f'{folder}/floats/data.json.zst', 'rb') as file:
        text = zstandard.ZstdDecompressor().stream_reader(file).read().decode('utf-8', 'ignore')
    complete = text[: text.rindex(']') + 1]
    parsed = json.loads(complete if text.endswith(']}\n') else complete + ']}')
    check('floats', len(parsed['data']) >= 10 * least['floats'], f'{len(parsed["data"])} rows')
    read = np.array(parsed['data'], dtype='f8')
    row = np.arange(len(read))
    check('floats', np.array_equal(read[:, 0], row * 1000.0), 'times differ')
    values = (row[:, None] / (np.arange(8)[None, :] + 3)).astype('f4')
    check('floats', np.array_equal(read[:, 1:].astype('f4'), values), 'values differ')

    table = pd.read_csv(f'{folder}/table/table.csv', sep=';')
    check('table', len(table) >= least['table'], f'{len(table)} rows, expected {least["table"]}')
    block = np.arange(len(table))
    # The last row may be cut.
    rows = np.stack([block * 10000, block % 16, block], axis=1)[:-1]
    check('table', np.array_equal(table.to_numpy()[:-1], rows), 'values differ')


def killed_videos(expected):
    least = expected['least']
    for name, paths in expected['videos'].items():
        index = 0
        for path in paths:
            levels = frame_levels(path)
            off = np.abs(levels - (index + np.arange(len(levels))) % 256).max(initial=0)
            check(name, off <= (0 if name in ('ffv1', 'sliced') else 8), f'{off} grey levels off')
            index += len(levels)
        check(name, index >= least[name], f'{index} frames, expected {least[name]}')


def frame_levels(path):
    """The mean of each frame that ffprobe counts and ffmpeg decodes."""
    probe = ['ffprobe', '-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'json', '-show_streams']
    found = subprocess.run([*probe, path], capture_output=True)
    # A slice that has just begun is no video yet; what it should have had is missed below.
    streams = json.loads(found.stdout)['streams'] if found.returncode == 0 else []
    frames = int(streams[0].get('nb_read_frames', 0)) if streams else 0
    if frames == 0:
        return np.zeros(0)
    decode = ['ffmpeg', '-v', 'error', '-i', path, '-vsync', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo', '-']
    pixels = np.frombuffer(subprocess.run(decode, check=True, capture_output=True).stdout, 'u1')
    levels = pixels.reshape(-1, 64 * 64).mean(axis=1).round()
    check(path, len(levels) == frames, f'{len(levels)} frames, expected {frames}')
    return levels


if __name__ == '__main__':
    with open(sys.argv[2], encoding='utf-8') as file:
        {'whole': whole, 'killed': killed}[sys.argv[1]](json.load(file))
