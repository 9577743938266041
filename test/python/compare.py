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

    probe = ['ffprobe', '-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'json', '-show_streams']
    found = json.loads(subprocess.run([*probe, expected['video']], check=True, capture_output=True).stdout)
    frames = int(found['streams'][0].get('nb_read_frames', 0))
    check('frames', frames >= least['frames'], f'{frames} frames, expected {least["frames"]}')


if __name__ == '__main__':
    with open(sys.argv[2], encoding='utf-8') as file:
        {'whole': whole, 'killed': killed}[sys.argv[1]](json.load(file))
