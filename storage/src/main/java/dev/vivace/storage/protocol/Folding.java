package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.FoldEdit;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.section.BlockEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Folds sections into the manifests of the tenants whose blocks they name: a version a tenant.
public final class Folding {

  private Folding() {}

  /// Folds what was read of a chain, for each tenant with blocks in it. The reading must begin at
  /// the chain's floor or below it, or where each of these tenants has been folded to.
  public static StoreProtocol<List<StoredManifest>> of(
      ChainReading chain, AppendManifest.Writer writer) {
    return StoreProtocol.each(List.copyOf(tenants(chain)), tenant -> of(tenant, chain, writer));
  }

  /// Folds what was read of a chain for one tenant.
  public static StoreProtocol<StoredManifest> of(
      TenantId tenant, ChainReading chain, AppendManifest.Writer writer) {
    return AppendManifest.of(
            StoredManifest.none(tenant),
            new FoldEdit(tenant, chain.log(), chain.floor(), chain.sections(), chain.damaged()),
            writer)
        .map(Folding::folded);
  }

  private static StoredManifest folded(AppendManifest.Outcome outcome) {
    if (outcome instanceof AppendManifest.Outcome.Refused(var manifest, var reason)) {
      throw new IllegalStateException(
          "tenant '%s' cannot be folded: %s".formatted(manifest.tenant(), reason));
    }
    return outcome.manifest();
  }

  /// Whose blocks the sections name that could be read.
  public static Set<TenantId> tenants(ChainReading chain) {
    Set<TenantId> tenants = new TreeSet<>();
    chain
        .sections()
        .forEach(
            section -> section.blocks().stream().map(BlockEntry::tenant).forEach(tenants::add));
    return tenants;
  }
}
