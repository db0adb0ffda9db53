package org.gauntletml.attacks.catalog;

import static org.gauntletml.attacks.Norm.L1;
import static org.gauntletml.attacks.Norm.L2;
import static org.gauntletml.attacks.Norm.LINF;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.AutoConjugateGradient;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.MiFgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.PgdAdam;
import org.gauntletml.attacks.whitebox.SparseL1Descent;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/** The attacks people can name: those Gauntlet ships, one line each, and those it is given. */
public final class AttackCatalog {
  private static final List<AttackEntry> BUILT_IN =
      List.of(
          new AttackEntry(
              "fgsm", Set.of(LINF, L2, L1), "Goodfellow et al. 2015, arXiv 1412.6572", Fgsm::new),
          new AttackEntry(
              "bim",
              Set.of(LINF, L2, L1),
              "Kurakin et al. 2017, arXiv 1607.02533",
              Pgd::basicIterative),
          new AttackEntry(
              "pgd", Set.of(LINF, L2, L1), "Madry et al. 2018, arXiv 1706.06083", Pgd::of),
          new AttackEntry(
              "pgd-adam", Set.of(LINF), "Uesato et al. 2018, arXiv 1802.05666", PgdAdam::of),
          new AttackEntry(
              "mi-fgsm", Set.of(LINF, L2, L1), "Dong et al. 2018, arXiv 1710.06081", MiFgsm::of),
          new AttackEntry(
              "sparse-l1",
              Set.of(L1),
              "Tramer and Boneh 2019, arXiv 1904.13000",
              SparseL1Descent::of),
          new AttackEntry(
              "apgd-ce", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 2003.01690", Apgd::of),
          new AttackEntry(
              "apgd-dlr", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 2003.01690", Apgd::dlr),
          new AttackEntry(
              "apgd-t",
              Set.of(LINF, L2, L1),
              "Croce and Hein 2020, arXiv 2003.01690",
              Apgd::targeted),
          new AttackEntry(
              "acg",
              Set.of(LINF, L2),
              "Yamamura et al. 2022, arXiv 2206.09628",
              AutoConjugateGradient::of),
          new AttackEntry(
              "fab", Set.of(LINF, L2, L1), "Croce and Hein 2020, arXiv 1907.02044", Fab::of),
          new AttackEntry(
              "fab-t",
              Set.of(LINF, L2, L1),
              "Croce and Hein 2020, arXiv 1907.02044",
              Fab::targeted));

  private final List<AttackEntry> entries;

  private AttackCatalog(List<AttackEntry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** The attacks Gauntlet ships. */
  public static AttackCatalog builtIn() {
    return new AttackCatalog(BUILT_IN);
  }

  /**
   * These attacks and some more.
   *
   * @throws BadInput if two have the same name
   */
  public AttackCatalog with(List<AttackEntry> more) {
    Set<String> names = new HashSet<>();
    List<AttackEntry> all = Stream.concat(entries.stream(), more.stream()).toList();
    for (AttackEntry entry : all) {
      if (!names.add(entry.name())) {
        throw BadInput.of("attacks", "names that differ", entry.name() + " twice");
      }
    }
    return new AttackCatalog(all);
  }

  /** All attacks, in the order they are listed to people. */
  public List<AttackEntry> all() {
    return entries;
  }

  /**
   * The attack of this name.
   *
   * @param who is named if there is none, e.g. {@code --attacks}
   * @throws BadInput if there is none, with the nearest name
   */
  public AttackEntry named(String who, String name) {
    return entries.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "the name of an attack",
                    name,
                    entries.stream().map(AttackEntry::name).toList()));
  }
}
