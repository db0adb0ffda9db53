package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.Waves;

/** Orthonormal vectors over the features of an input. */
public enum Basis {
  /** Single features. */
  PIXELS {
    @Override
    Vectors of(Planes planes) {
      return new Vectors() {
        @Override
        public int count() {
          return planes.channels() * planes.area();
        }

        @Override
        public void add(int vector, double length, float[] to) {
          to[vector] += (float) length;
        }
      };
    }
  },

  /** Cosine waves in one channel, the slower half along each axis. */
  WAVES {
    @Override
    Vectors of(Planes planes) {
      Waves waves = Waves.slow(planes, 0.5);
      return new Vectors() {
        @Override
        public int count() {
          return waves.count();
        }

        @Override
        public void add(int vector, double length, float[] to) {
          waves.add(vector, length, to);
        }
      };
    }
  };

  /** Vectors by number. */
  interface Vectors {
    int count();

    /** Adds a multiple of a vector. */
    void add(int vector, double length, float[] to);
  }

  abstract Vectors of(Planes planes);
}
