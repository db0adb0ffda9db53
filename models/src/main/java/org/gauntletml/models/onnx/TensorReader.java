package org.gauntletml.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.TensorProto;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/** Tensors of ONNX files: every number type, packed or listed. */
final class TensorReader {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;

  /** How one element is stored in packed form, by ONNX's number of the type. */
  private static final Map<Integer, Packed> INTEGERS =
      Map.of(
          2, new Packed(1, (b, i) -> b.get(i) & 0xff),
          3, new Packed(1, (b, i) -> b.get(i)),
          4, new Packed(2, (b, i) -> b.getShort(2 * i) & 0xffff),
          5, new Packed(2, (b, i) -> b.getShort(2 * i)),
          6, new Packed(4, (b, i) -> b.getInt(4 * i)),
          7, new Packed(8, (b, i) -> b.getLong(8 * i)),
          9, new Packed(1, (b, i) -> b.get(i) != 0 ? 1 : 0),
          12, new Packed(4, (b, i) -> b.getInt(4 * i) & 0xffffffffL),
          13, new Packed(8, (b, i) -> b.getLong(8 * i)));

  /** 16-bit reals: bits that lead to a float. */
  private static final Map<Integer, java.util.function.IntToDoubleFunction> HALVES =
      Map.of(10, TensorReader::half, 16, bits -> Float.intBitsToFloat(bits << 16));

  /** An element of packed integers. */
  @FunctionalInterface
  private interface Element {
    long at(ByteBuffer bytes, int i);
  }

  private record Packed(int width, Element element) {}

  private final String who;
  private final TensorProto proto;
  private final int length;

  private TensorReader(String file, TensorProto proto) {
    this.who = file + ", tensor '" + proto.getName() + "'";
    this.proto = proto;
    long size;
    try {
      size = proto.getDimsList().stream().mapToLong(d -> d).reduce(1, Math::multiplyExact);
    } catch (ArithmeticException overflow) {
      size = Long.MAX_VALUE;
    }
    if (size > Integer.MAX_VALUE || proto.getDimsList().stream().anyMatch(d -> d < 0)) {
      throw BadInput.of(who, "at most 2^31 values", "dimensions " + proto.getDimsList());
    }
    this.length = (int) size;
  }

  /**
   * @param file for messages
   * @throws BadInput for text, for types that are not known, or where data are missing
   */
  static Tensor read(String file, TensorProto proto) {
    return new TensorReader(file, proto).read();
  }

  private Tensor read() {
    long[] dims = proto.getDimsList().stream().mapToLong(d -> d).toArray();
    int type = proto.getDataType();
    boolean raw = !proto.getRawData().isEmpty();
    if (type == FLOAT) {
      return Tensor.of(raw ? floats() : listed(proto.getFloatDataList()), dims);
    } else if (type == DOUBLE) {
      return Tensor.of(
          raw
              ? doubles()
              : values(proto.getDoubleDataList()).mapToDouble(v -> (Double) v).toArray(),
          dims);
    } else if (HALVES.containsKey(type)) {
      java.util.function.IntToDoubleFunction half = HALVES.get(type);
      ByteBuffer bytes = raw ? bytes(2) : null;
      List<Integer> list = proto.getInt32DataList();
      checkCount(raw ? length : list.size());
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        int bits = bytes == null ? list.get(i) : bytes.getShort(2 * i);
        values[i] = (float) half.applyAsDouble(bits & 0xffff);
      }
      return Tensor.of(values, dims);
    }
    return Tensor.of(integers(type, raw), dims);
  }

  private long[] integers(int type, boolean raw) {
    Packed packed = INTEGERS.get(type);
    if (packed == null) {
      throw BadInput.of(who, "numbers", "ONNX type " + type);
    }
    if (raw) {
      ByteBuffer bytes = bytes(packed.width());
      return IntStream.range(0, length).mapToLong(i -> packed.element().at(bytes, i)).toArray();
    }
    LongStream listed =
        type == 7
            ? proto.getInt64DataList().stream().mapToLong(v -> v)
            : type >= 12
                ? proto.getUint64DataList().stream().mapToLong(v -> v)
                : proto.getInt32DataList().stream().mapToLong(v -> v);
    long[] values = listed.toArray();
    checkCount(values.length);
    return values;
  }

  private ByteBuffer bytes(int width) {
    ByteBuffer bytes = proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() != (long) length * width) {
      throw BadInput.of(who, (long) length * width + " bytes of data", bytes.remaining());
    }
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private float[] floats() {
    float[] values = new float[length];
    bytes(Float.BYTES).asFloatBuffer().get(values);
    return values;
  }

  private double[] doubles() {
    double[] values = new double[length];
    bytes(Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }

  private float[] listed(List<Float> list) {
    checkCount(list.size());
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  private java.util.stream.Stream<?> values(List<?> list) {
    checkCount(list.size());
    return list.stream();
  }

  private void checkCount(int count) {
    if (count != length) {
      throw BadInput.of(who, length + " values for " + Shape.of(proto.getDimsList()), count);
    }
  }

  /** IEEE 754 half precision. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0
            ? fraction * 0x1p-24
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : (1 + fraction * 0x1p-10) * Math.pow(2, exponent - 15);
    return (bits & 0x8000) != 0 ? -size : size;
  }
}
