package org.gauntletml.models.wrapping;

/** In which order a model takes the axes of an image. */
public enum ImageLayout {
  /** {@code [N,C,H,W]}, as PyTorch. */
  NCHW,
  /** {@code [N,H,W,C]}, as TensorFlow and Keras. */
  NHWC
}
