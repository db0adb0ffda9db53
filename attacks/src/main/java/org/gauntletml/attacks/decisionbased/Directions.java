package org.gauntletml.attacks.decisionbased;

import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Enlargement;
import org.gauntletml.attacks.Normals;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.Waves;
import org.gauntletml.models.BadInput;

/**
 * Where random directions come from.
 *
 * @param kind what they are made of
 * @param share of the frequencies, or of the length of each side: 1 for all, which is the same as
 *     independent noise in every feature
 */
public record Directions(Kind kind, double share) {
  private static final String RESIZED = "resized ";

  /** Ways to have fewer dimensions than features. */
  public enum Kind {
    /** The slow cosine waves. */
    WAVES {
      @Override
      Source of(Planes planes, double share) {
        Waves waves = Waves.slow(planes, share);
        return new Source(waves.count(), waves::compose);
      }
    },

    /** Small images, smoothly enlarged. */
    RESIZED {
      @Override
      Source of(Planes planes, double share) {
        Enlargement enlargement = Enlargement.to(planes, share, true);
        return new Source(enlargement.count(), enlargement::apply);
      }
    };

    abstract Source of(Planes planes, double share);
  }

  public Directions {
    if (!(share > 0 && share <= 1)) {
      throw BadInput.of("directions", "a share above 0, at most 1", share);
    }
  }

  /** This share of the frequencies along each axis. */
  public Directions(double share) {
    this(Kind.WAVES, share);
  }

  /** Images of this share of the length of each side. */
  public static Directions resized(double share) {
    return new Directions(Kind.RESIZED, share);
  }

  /** Independent noise in every feature. */
  public static Directions anywhere() {
    return new Directions(1);
  }

  /**
   * A share as people write it: {@code 0.5} of the frequencies, or {@code resized 0.25}.
   *
   * @param who is named in the error
   */
  public static Directions parse(String who, String text) {
    Kind kind = text.startsWith(RESIZED) ? Kind.RESIZED : Kind.WAVES;
    try {
      return new Directions(
          kind, Double.parseDouble(kind == Kind.RESIZED ? text.substring(RESIZED.length()) : text));
    } catch (NumberFormatException e) {
      throw BadInput.of(
          who,
          "a share of the frequencies, such as 0.5, or of the sides, such as resized 0.25",
          '"' + text + '"');
    }
  }

  /** As people write it. */
  @Override
  public String toString() {
    return (kind == Kind.RESIZED ? RESIZED : "") + share;
  }

  /** A source for images of these planes. */
  Source over(Planes planes) {
    int features = features(planes);
    return share == 1 ? new Source(features, x -> x) : kind.of(planes, share);
  }

  private static int features(Planes planes) {
    return planes.channels() * planes.area();
  }

  /**
   * Directions of length 1, by their coordinates.
   *
   * @param dimensions of the space they are in; all equal before {@code into}
   * @param into the features that belong to coordinates, in an array of its own or the same one;
   *     waves keep angles, resizing does not
   */
  record Source(int dimensions, UnaryOperator<float[]> into) {
    float[] draw(RandomGenerator random) {
      return Vectors.unit(into.apply(coordinates(random)));
    }

    /** Coordinates of a random direction, normally distributed. */
    float[] coordinates(RandomGenerator random) {
      float[] values = new float[dimensions];
      Normals.fill(values, random);
      return values;
    }

    /** The features with these coordinates, which stay as they are; of no certain length. */
    float[] at(float[] coordinates) {
      return into.apply(coordinates.clone());
    }
  }
}
