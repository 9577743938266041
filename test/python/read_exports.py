"""Reads what was exported with the tools that others use, and compares every value.

read_exports.py EXPECTED.json

Prints a line for each thing that was compared; a difference ends it with an error.
"""
import json
import os
import subprocess
import sys

import cv2
import numpy as np
import pandas as pd
from nwbinspector import Importance, inspect_nwbfile
from pynwb import NWBHDF5IO, validate


def check(name, ok, detail=''):
    if not ok:
        sys.exit(f'{name}: {detail}')
    print(f'{name}: same')


def same(read, expected):
    return read.dtype == expected.dtype and read.shape == expected.shape and read.tobytes() == expected.tobytes()


def accepted(path):
    errors = validate(path=path)
    check(f'{path} validated', not errors, errors)
    findings = [
        f'{each.check_function_name}: {each.message}'
        for each in inspect_nwbfile(nwbfile_path=path)
        if each.importance in (Importance.CRITICAL, Importance.ERROR, Importance.PYNWB_VALIDATION)
    ]
    check(f'{path} inspected', not findings, findings)


def signals(acquisition, expected):
    for name, signal in expected.items():
        series = acquisition[name]
        times = np.fromfile(signal['times'], '<u8')
        values = np.fromfile(signal['data'], signal['dtype']).reshape(len(times), -1)
        check(f'{name} values', same(series.data[:], values), 'values differ')
        check(f'{name} times', np.array_equal(series.timestamps[:], times.astype('f8') / 1e6), 'times differ')
        check(f'{name} unit', series.unit == 'µV', series.unit)
        check(f'{name} conversion', np.isclose(series.conversion, 0.195) and series.offset == -2, series.conversion)


def nwb(path, expected):
    with NWBHDF5IO(path, 'r') as io:
        session = io.read()
        signals(session.acquisition, expected['signals'])
        check('subject', session.subject.subject_id == 'M-01' and session.subject.species == 'Mus musculus')
        for name, rows in expected['tables'].items():
            table = session.acquisition[name].to_dataframe()
            columns = [column for column in table.columns if column != 'timestamp']
            cells = [[str(cell) for cell in row] for row in table[columns].values.tolist()]
            check(f'{name} cells', cells == rows, f'{cells[:3]}, expected {rows[:3]}')
        video = session.acquisition[expected['video']]
        check('frame times', list(video.timestamps[:] * 1e6) == expected['frameTimesUsec'], 'times differ')
        film = os.path.join(os.path.dirname(path), video.external_file[0])
        check('linked frames', count_frames(film) == len(video.timestamps), film)


def stored(path, expected):
    with NWBHDF5IO(path, 'r') as io:
        video = io.read().acquisition[expected['video']]
        check('stored frames', video.data.shape == tuple(expected['storedShape']), video.data.shape)
        check('stored times', len(video.timestamps) == video.data.shape[0])
        film = cv2.VideoCapture(expected['film'])
        for index in range(expected['storedFrom'] + 1):
            ok, frame = film.read()
        gray = frame[:, :, 0]
        check('stored pixels', np.array_equal(video.data[0], gray), 'pixels differ')


def count_frames(path):
    film = cv2.VideoCapture(path)
    count = 0
    while film.read()[0]:
        count += 1
    return count


def csv(folder, expected):
    for name, signal in expected['signals'].items():
        table = pd.read_csv(f'{folder}/{name}.csv')
        values = np.fromfile(signal['data'], signal['dtype']).reshape(len(table), -1)
        read = table.iloc[:, 1:].to_numpy('f8').astype(signal['dtype'])
        check(f'{name}.csv', np.array_equal(read, values, equal_nan=signal['dtype'] == '<f4'), 'values differ')
    frames = pd.read_csv(f'{folder}/{expected["video"]}.csv')
    check('frames.csv', frames['time_usec'].tolist() == expected['frameTimesUsec'], 'times differ')


def mp4(path, expected):
    probe = ['ffprobe', '-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'json', '-show_streams', '-show_frames']
    found = json.loads(subprocess.run([*probe, path], check=True, capture_output=True).stdout)
    stream = found['streams'][0]
    told = {key: stream[key] for key in ('codec_name', 'pix_fmt', 'color_range', 'width', 'height')}
    wanted = {'codec_name': 'h264', 'pix_fmt': 'yuv420p', 'color_range': 'tv', 'width': 38, 'height': 34}
    check('mp4 stream', told == wanted, told)
    times = [round(float(frame['best_effort_timestamp_time']) * 1e6) for frame in found['frames']]
    first = expected['frameTimesUsec'][0]
    check('mp4 times', times == [each - first for each in expected['frameTimesUsec']], times[:5])
    with open(path, 'rb') as file:
        head = file.read(4096)
    check('mp4 index', b'moov' in head, 'it is not at the front')
    check('mp4 opencv', count_frames(path) == len(times), 'frames differ')


def main(expected):
    accepted(expected['nwb'])
    accepted(expected['stored'])
    nwb(expected['nwb'], expected)
    stored(expected['stored'], expected)
    csv(expected['csv'], expected)
    mp4(expected['mp4'], expected)


if __name__ == '__main__':
    with open(sys.argv[1], encoding='utf-8') as file:
        main(json.load(file))
