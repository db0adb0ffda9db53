package org.gauntletml.models.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.gauntletml.models.BadInput;

/** One image file with 8 bits per channel, grey or RGB. */
final class PixelImage {
  /** More pixels than this are refused before they are decoded. */
  private static final long MAX_PIXELS = 1L << 26;

  private static final int BITS = 8;

  private final Path path;
  private final BufferedImage image;

  private PixelImage(Path path, BufferedImage image) {
    this.path = path;
    this.image = image;
  }

  /**
   * @throws BadInput if this is no image, or one of more than 8 bits per channel, or one with
   *     transparent pixels
   */
  static PixelImage open(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    BufferedImage image;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      image = decode(path, in);
    }
    checkDepth(path, image);
    checkOpaque(path, image);
    return new PixelImage(path, image);
  }

  private static BufferedImage decode(Path path, ImageInputStream in) {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    if (!readers.hasNext()) {
      throw noImage(path, "something else");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(in);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MAX_PIXELS) {
        throw BadInput.of(path.toString(), "at most " + MAX_PIXELS + " pixels", pixels);
      }
      return reader.read(0);
    } catch (BadInput e) {
      throw e;
    } catch (IOException | RuntimeException e) { // decoders throw any of them on damaged files
      throw noImage(path, e);
    } finally {
      reader.dispose();
    }
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** 1 if the file can hold grey only, else 3. */
  int channels() {
    return hasGreySamples() || hasGreyPalette() ? 1 : 3;
  }

  /**
   * Copies the pixels, 0 to 255, plane by plane. A grey image fills three planes alike.
   *
   * @throws BadInput if one plane is asked of an image that has colours
   */
  void copyPlanes(int planes, float[] to, int offset) {
    int area = width() * height();
    Raster raster = image.getRaster();
    boolean greySamples = hasGreySamples();
    for (int i = 0; i < area; i++) {
      int x = i % width();
      int y = i / width();
      int rgb = greySamples ? raster.getSample(x, y, 0) * 0x010101 : image.getRGB(x, y);
      if (planes == 1 && !isGrey(rgb)) {
        throw BadInput.of(path.toString(), "a grey image", "colours")
            .hint("How colours become grey is not chosen for you; convert the images");
      }
      for (int plane = 0; plane < planes; plane++) {
        to[offset + plane * area + i] = (rgb >> ((2 - plane) * BITS)) & 0xff;
      }
    }
  }

  /** Such samples are taken as stored: getRGB would bend them with a gamma curve. */
  private boolean hasGreySamples() {
    return image.getRaster().getNumBands() <= 2
        && !(image.getColorModel() instanceof IndexColorModel);
  }

  private boolean hasGreyPalette() {
    return image.getColorModel() instanceof IndexColorModel palette
        && IntStream.range(0, palette.getMapSize())
            .map(palette::getRGB)
            .allMatch(PixelImage::isGrey);
  }

  private static boolean isGrey(int rgb) {
    int blue = rgb & 0xff;
    return ((rgb >> BITS) & 0xff) == blue && ((rgb >> (2 * BITS)) & 0xff) == blue;
  }

  private static void checkDepth(Path path, BufferedImage image) {
    for (int bits : image.getColorModel().getComponentSize()) {
      if (bits > BITS) {
        throw BadInput.of(path.toString(), "8 bits per channel", bits);
      }
    }
  }

  private static void checkOpaque(Path path, BufferedImage image) {
    if (!image.getColorModel().hasAlpha()) {
      return;
    }
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) >>> (3 * BITS) != 0xff) {
          throw BadInput.of(path.toString(), "an opaque image", "transparent pixels")
              .hint("Flatten the image onto the background that the model was trained with");
        }
      }
    }
  }

  private static BadInput noImage(Path path, Object got) {
    return BadInput.of(path.toString(), "a PNG, JPEG, BMP or GIF image", got);
  }
}
