package org.gauntletml.attacks.spatial;

/**
 * An affine map of the plane: {@code (x, y)} goes to {@code (xx x + xy y + x0, yx x + yy y + y0)}.
 * Pixels are points with whole coordinates, x to the right and y downward.
 */
public record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
  /**
   * Where the content of a picture comes from when it is shown about {@code (centreX, centreY)},
   * turned by {@code degrees} (counter-clockwise as seen) and enlarged by {@code scale}.
   *
   * @param originX the point of the content that is shown at the centre
   * @param originY likewise
   */
  public static Affine source(
      double centreX,
      double centreY,
      double degrees,
      double scale,
      double originX,
      double originY) {
    double cos = Math.cos(Math.toRadians(degrees)) / scale;
    double sin = Math.sin(Math.toRadians(degrees)) / scale;
    return new Affine(
        cos,
        -sin,
        originX - cos * centreX + sin * centreY,
        sin,
        cos,
        originY - sin * centreX - cos * centreY);
  }

  double x(double x, double y) {
    return xx * x + xy * y + x0;
  }

  double y(double x, double y) {
    return yx * x + yy * y + y0;
  }
}
