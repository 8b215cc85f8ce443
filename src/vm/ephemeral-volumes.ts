/** What to write instead of a volume that loses its data, by its source, for boot and data disks. */
export const persistentAlternative: readonly (readonly [source: string, fix: string])[] = [
  ["ephemeral", "use its persistentVolumeClaim directly, without ephemeral"],
  ["emptyDisk", "use a dataVolumeTemplate with source: {blank: {}}"],
  ["hostDisk", "upload the file to a PersistentVolumeClaim with virtctl image-upload"],
];
