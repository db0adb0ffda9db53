package org.gauntletml.models.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.ZipContent;

/**
 * NPZ, NumPy's archive of arrays, compressed or not. Inputs and labels go by one of the pairs of
 * names in {@link Npy#NAMES}; other arrays are left alone.
 */
final class Npz implements DataFormat {
  private static final String SUFFIX = ".npy";

  @Override
  public boolean recognises(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    byte[] start = DataFile.head(path, 2);
    return start.length == 2 && start[0] == 'P' && start[1] == 'K';
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (Npy.Names names : Npy.NAMES) {
        ZipEntry inputs = zip.getEntry(names.inputs() + SUFFIX);
        ZipEntry labels = zip.getEntry(names.labels() + SUFFIX);
        if (inputs != null && labels != null) {
          try (DataFile x = open(path, zip, inputs);
              DataFile y = open(path, zip, labels)) {
            return Npy.examples(x, y);
          }
        }
      }
      List<String> found = zip.stream().map(ZipEntry::getName).sorted().limit(10).toList();
      throw BadInput.of(path.toString(), "arrays called " + Npy.NAMES.get(0), found)
          .hint("In NumPy: np.savez(file, x=inputs, y=labels)");
    }
  }

  private static DataFile open(Path path, ZipFile zip, ZipEntry entry) throws IOException {
    return DataFile.of(path + ", array " + entry.getName(), ZipContent.open(zip, entry));
  }
}
