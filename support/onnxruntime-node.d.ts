/** As much of onnxruntime-node as `examples/onnx` uses, which installs it for itself: 290 MB, and no need of ours. */
declare module 'onnxruntime-node' {
  export class Tensor {
    constructor(type: 'uint8', data: Uint8Array, dims: readonly number[]);
    readonly dims: readonly number[];
    readonly data: Uint8Array | Float32Array;
  }

  export const InferenceSession: {
    create(
      path: string,
      options?: { readonly intraOpNumThreads?: number; readonly interOpNumThreads?: number },
    ): Promise<{
      run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor | undefined>>>;
    }>;
  };
}
