package org.gauntletml.models.dl4j;

import static org.gauntletml.models.dl4j.Parts.softmax;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.activations.Activation;

/** Networks on volumes {@code [channels, depth, height, width]}. */
final class VolumeSpecies {
  private static final InputType VOLUME =
      InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 3, 2);
  private static final InputSpec VOLUME_INPUT = InputSpec.unit(2, 4, 5, 3);

  private VolumeSpecies() {}

  static void addTo(Zoo zoo) {
    zoo.stack("conv 3d", VOLUME, VOLUME_INPUT, conv(ConvolutionMode.Truncate), all(), softmax(3));
    zoo.stack("conv 3d same", VOLUME, VOLUME_INPUT, conv(ConvolutionMode.Same), all(), softmax(3));
    for (Subsampling3DLayer.PoolingType type :
        new Subsampling3DLayer.PoolingType[] {
          Subsampling3DLayer.PoolingType.MAX, Subsampling3DLayer.PoolingType.AVG
        }) {
      zoo.stack(
          "pool 3d " + type,
          VOLUME,
          VOLUME_INPUT,
          conv(ConvolutionMode.Same),
          new Subsampling3DLayer.Builder(type, new int[] {2, 2, 2})
              .stride(2, 2, 1)
              .convolutionMode(ConvolutionMode.Truncate)
              .build(),
          all(),
          softmax(3));
    }
    zoo.stack(
        "padding, upsampling and cropping 3d",
        VOLUME,
        VOLUME_INPUT,
        new ZeroPadding3DLayer.Builder(1, 0, 2, 1, 0, 1).build(),
        new Upsampling3D.Builder(2).build(),
        new Cropping3D.Builder(1, 2, 0, 1, 2, 0).build(),
        conv(ConvolutionMode.Truncate),
        all(),
        softmax(3));
  }

  private static Layer all() {
    return new GlobalPoolingLayer(PoolingType.AVG);
  }

  private static Convolution3D conv(ConvolutionMode mode) {
    return new Convolution3D.Builder(2, 3, 2)
        .nOut(3)
        .convolutionMode(mode)
        .activation(Activation.TANH)
        .build();
  }
}
