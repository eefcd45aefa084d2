package dev.vivace.storage.trace;

import java.util.Arrays;
import java.util.BitSet;

/// The pairs of resource and scope that spans lie in. A group counts from 0; an open hash table.
final class SpanGroups {

  private int[] resources = new int[8];
  private int[] scopes = new int[8];
  private int[] slots = new int[16]; // group + 1; 0 is free
  private int count;
  private final BitSet usedResources = new BitSet();

  int count() {
    return count;
  }

  int resource(int group) {
    return resources[group];
  }

  int scope(int group) {
    return scopes[group];
  }

  boolean containsResource(int resource) {
    return usedResources.get(resource);
  }

  boolean contains(int resource, int scope) {
    return slots[slot(resource, scope)] != 0;
  }

  int intern(int resource, int scope) {
    int slot = slot(resource, scope);
    if (slots[slot] == 0) {
      slots[slot] = count + 1;
      add(resource, scope);
      return count - 1;
    }
    return slots[slot] - 1;
  }

  private void add(int resource, int scope) {
    if (count == resources.length) {
      resources = Arrays.copyOf(resources, count * 2);
      scopes = Arrays.copyOf(scopes, count * 2);
    }
    resources[count] = resource;
    scopes[count] = scope;
    count++;
    usedResources.set(resource);
    if (count * 2 > slots.length) {
      rehash();
    }
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int group = 0; group < count; group++) {
      slots[slot(resources[group], scopes[group])] = group + 1;
    }
  }

  /// The slot of the pair, or the free one where it would be put.
  private int slot(int resource, int scope) {
    int slot = (int) SpanColumns.mix(((long) resource << 32) | scope) & (slots.length - 1);
    while (slots[slot] != 0) {
      int group = slots[slot] - 1;
      if (resources[group] == resource && scopes[group] == scope) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
